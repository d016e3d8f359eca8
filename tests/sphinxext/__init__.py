"""The Sphinx extension: directives in small books, and verdicts on their pages."""
