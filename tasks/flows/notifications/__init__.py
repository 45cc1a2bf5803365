"""N: flows that tell people."""
