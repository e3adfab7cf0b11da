"""Other programs' negotiation files, to scenarios and back. Knows files, not what they imply."""
