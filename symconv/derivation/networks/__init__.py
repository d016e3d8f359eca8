"""The derivation of a network: layer by layer, with the links between them."""
