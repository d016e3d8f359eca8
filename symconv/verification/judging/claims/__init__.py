"""The kinds of claims, each judged in its own way."""
