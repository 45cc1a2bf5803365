"""Returns: asked for, decided, received, processed, closed."""
