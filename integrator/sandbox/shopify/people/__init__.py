"""Customers: who they are, what they allow, and how a merchant or the app changes them."""
