"""Papers opened again: what they say and how they are set."""
