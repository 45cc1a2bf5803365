"""Orders that the app makes itself, and what a merchant does to whole orders."""
