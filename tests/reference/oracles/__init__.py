"""Layers computed position by position: slow, and written apart from the reference, to hold it to.

Each module has the functions of a kind as the reference has them, for arguments that fit.
"""
