"""`python -m symconv` is the command `symconv`."""

from __future__ import annotations

import sys
from typing import NoReturn

INTERRUPTED = 130


def run() -> NoReturn:
    """Run the program and exit; interrupted while it loads, it ends as quietly as later."""
    try:
        from symconv.cli.main import main

        status = main()
    except KeyboardInterrupt:
        status = INTERRUPTED
    sys.exit(status)


if __name__ == "__main__":
    run()
