"""The command line: arguments go in, calls to the other stages come out. No mathematics."""
