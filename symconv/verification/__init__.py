"""Judging what others wrote: their formulas found, read, understood, judged and mended."""
