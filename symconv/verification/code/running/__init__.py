"""Calling functions of others: what they take, how they are called, what they give.

A child process imports these modules before it runs a file, so that they ask only NumPy and the
standard library, and for symbols the polynomials of the derivation.
"""
