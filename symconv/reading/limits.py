"""How long and how large things may be, so that no input can hang or fill the memory."""

from __future__ import annotations

import re
from fractions import Fraction

from symconv.errors import GraphError, shown

MAX_CHARACTERS = 20_000
MAX_DEPTH = 40
MAX_NODES = 200
MAX_OPERATIONS = 150
MAX_OPERATIONS_IN_TEXT = 2_000
MAX_NUMBER_LENGTH = 80
MAX_NUMBER_EXPONENT = 300
MAX_EXPONENT = 1_000
"""The largest size of an exponent without names."""
MAX_COEFFICIENT_BITS = 20_000
MAX_DRAWN = 60
"""The largest number of nodes that a drawing shows."""
MAX_DIGITS = 50

_NUMBER = re.compile(
    r"(?P<sign>[+−-]?)(?P<whole>[0-9]*)(?:\.(?P<part>[0-9]*))?(?:[eE](?P<exponent>[+−-]?[0-9]+))?"
    r"(?:/(?P<below>[0-9]+))?",
    re.ASCII,
)


def read_number(text: str) -> Fraction:
    """Read a number exactly: an integer, a decimal, a fraction; a minus may be "−", as printed.

    >>> read_number("-0.25"), read_number("2e-3"), read_number("3/4")
    (Fraction(-1, 4), Fraction(1, 500), Fraction(3, 4))

    Raises `GraphError` for anything else, and for numbers too long to be meant.
    """
    if len(text) > MAX_NUMBER_LENGTH:
        raise GraphError(
            f"number {shown(text)} has {len(text)} characters; "
            f"at most {MAX_NUMBER_LENGTH} are possible"
        )
    match = _NUMBER.fullmatch(text)
    if match is None or not (match["whole"] or match["part"]):
        raise GraphError(f"{shown(text)} is not a number (such as -2, 0.5, 2e-3 or 3/4)")
    part = match["part"] or ""
    exponent = int((match["exponent"] or "0").replace("−", "-"))
    if abs(exponent) > MAX_NUMBER_EXPONENT:
        raise GraphError(f"number {shown(text)}: an exponent beyond {MAX_NUMBER_EXPONENT}")
    below = int(match["below"] or 1)
    if below == 0:
        raise GraphError(f"number {shown(text)} divides by zero")
    digits = int(match["whole"] + part)
    value = Fraction(digits) * Fraction(10) ** (exponent - len(part)) / below
    return -value if match["sign"] in ("-", "−") else value
