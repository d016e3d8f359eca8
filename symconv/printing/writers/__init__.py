"""Documents in a format: one writer for each."""
