"""Kinds of layers: each module is what kernels know of one, and bears its name.

A module registers what the kind has of its own: a lowering per strategy, the words of a kernel's
name, the strategy that is chosen by rule, the bounds of integers that certify it. What it does not
register has a default. It is found by the table of kinds; a kind may have none.
"""
