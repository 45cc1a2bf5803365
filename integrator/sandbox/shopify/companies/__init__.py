"""Companies that buy, with their locations and contacts."""
