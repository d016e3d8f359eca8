"""Layers on the command line: a module per kind says which flags it knows and what they mean."""
