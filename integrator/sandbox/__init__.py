"""Emulations of the remote systems: a second opinion on the contracts, sharing no code with the clients."""
