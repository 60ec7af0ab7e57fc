"""One module per command; prints, exits, decides nothing."""
