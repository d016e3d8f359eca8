"""Parts of lowerings: what strategies and kinds of layers share."""
