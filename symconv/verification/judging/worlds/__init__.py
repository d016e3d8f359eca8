"""Worlds of exact numbers, and formulas worked out in them."""
