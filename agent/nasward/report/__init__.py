"""Results → one module per format. Pure: text in memory, no file is opened here."""
