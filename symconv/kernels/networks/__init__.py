"""Networks: one module for the layers of a network, built, loaded and certified."""
