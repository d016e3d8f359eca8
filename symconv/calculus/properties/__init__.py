"""What is known of formulas: which are integers, not zero, finite in number, smooth."""
