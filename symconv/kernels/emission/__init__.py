"""Emission: the text of a module, from plain data to Python laid out with care."""
