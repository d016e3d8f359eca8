"""What a document means: its letters, axes, sizes, conventions and examples."""
