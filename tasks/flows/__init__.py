"""One file per flow, by family."""
