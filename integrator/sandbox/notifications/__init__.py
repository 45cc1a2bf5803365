"""Emulation of OpenText Notifications: submit and follow mails and short messages."""
