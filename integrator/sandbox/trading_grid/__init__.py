"""Emulation of Active Community and Active Documents: partners, cases, surveys, events, documents."""
