"""What commands share of what they print: formats, files, progress, verdicts."""
