"""Certificates: a kernel held to its layer, and to what its strategy promises."""
