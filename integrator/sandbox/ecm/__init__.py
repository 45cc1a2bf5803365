"""An emulated Extended ECM (Content Server): nodes, versions, categories, business workspaces, records."""
