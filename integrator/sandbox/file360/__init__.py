"""Emulation of the File 360 profile: folders, files, reviews, sharing, retention, activities (file360.md 5)."""
