"""The verbs of the flow language, by subject."""
