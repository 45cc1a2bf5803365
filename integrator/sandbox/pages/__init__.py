"""Pages for a person who plays store, reviewer or partner: server-rendered, plain forms, no script at all."""
