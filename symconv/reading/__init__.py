"""From text to formulas with positions."""
