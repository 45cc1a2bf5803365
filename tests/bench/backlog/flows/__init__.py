"""The flows of the bench."""
