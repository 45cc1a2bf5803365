"""Order editing: changes staged on a calculated order, and committed at once."""
