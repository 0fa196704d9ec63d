"""Lines of plain text in, blocks out."""
