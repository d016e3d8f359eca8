"""What code with a mistake that people make would give: a table of functions, one per mistake."""
