"""What the program prints and emits for many inputs, held against what it did before."""
