"""From text to formulas, with positions in errors and limits on length, depth and steps."""
