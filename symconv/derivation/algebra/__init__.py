"""Formulas between whole arrays worked out: on polynomials, for proofs, and written out."""
