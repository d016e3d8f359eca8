"""What commands share of their options: the layer, the network, entries, words that are none."""
