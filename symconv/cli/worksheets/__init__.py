"""The inner parts of `symconv worksheet`: what an author chooses, and where sheets are written."""
