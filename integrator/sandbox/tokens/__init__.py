"""The issuers of tokens: Cloud API gateway and OTDS (auth.md)."""
