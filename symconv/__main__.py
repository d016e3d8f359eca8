"""`python -m symconv` is the command `symconv`."""

from symconv.cli.main import run

if __name__ == "__main__":
    run()
