"""A reader of printed arithmetic: it sees what a person sees, and works it out exactly.

It knows nothing of the printers. Digits that stand together are one number, a number before a
fraction of numbers is a mixed number, and what no person could tell is an error.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import isqrt
from xml.etree import ElementTree


class NotNumericError(Exception):
    """Something with letters in it, or that is no fraction."""


@dataclass
class Chain:
    """Members of a printed chain, each with the sign before it; the first has none."""

    members: list[tuple[str, str]]

    def runs(self) -> Iterator[list[Fraction]]:
        """Give the values of numeric members that equality signs join."""
        run: list[Fraction] = []
        for sign, text in self.members if len(self.members) > 1 else ():
            if sign not in ("", "="):
                yield run
                run = []
            try:
                run.append(value(text))
            except NotNumericError:
                continue
        yield run


_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
_TOKEN = re.compile(r"\d+(?:\.\d+)?|\\frac|\\sqrt|[-+·/(){}\[\]^]")


def value(text: str) -> Fraction:
    """Give what a printed formula comes to; `NotNumericError` if it has letters."""
    plain = re.sub(r"\\cdot|\\times|[×*⋅]", "·", text).replace("−", "-")
    plain = re.sub("[⁰¹²³⁴⁵⁶⁷⁸⁹⁻]+", lambda m: "^{" + m[0].translate(_SUPERSCRIPTS) + "}", plain)
    plain = re.sub(r"√\(", r"\\sqrt(", plain)
    plain = re.sub(r"\\(?:left|right|Bigl|Bigr|[,;])", "", plain)
    plain = "".join(plain.split())
    tokens = _TOKEN.findall(plain)
    is_array = "[" in re.sub(r"\\sqrt\[", "", plain)
    if not plain or is_array or "".join(tokens) != plain:
        raise NotNumericError(text)
    reader = _Reader(tokens)
    found = reader.sum()
    if reader.at < len(tokens):
        raise AssertionError(f"cannot be read: {text}")
    return found


class _Reader:
    """Reads the tokens of one formula."""

    def __init__(self, tokens: list[str]) -> None:
        self.tokens = tokens
        self.at = 0

    def peek(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def take(self, expected: str = "") -> str:
        token = self.peek()
        assert token, f"ends too soon: {self.tokens}"
        assert not expected or token == expected, f"{token!r} in {self.tokens}"
        self.at += 1
        return token

    def sum(self) -> Fraction:
        total = self.signed()
        while self.peek() in ("+", "-"):
            minus = self.take() == "-"
            term = self.product()
            total += -term if minus else term
        return total

    def signed(self) -> Fraction:
        if self.peek() == "-":
            self.take()
            return -self.product()
        if self.peek() == "+":
            self.take()
        return self.product()

    def product(self) -> Fraction:
        before = self.peek()
        total = self.power()
        while self.peek() in ("·", "/", "(", r"\frac", r"\sqrt") or self.peek()[:1].isdigit():
            sign = self.take() if self.peek() in ("·", "/") else ""
            opens = self.peek()
            if not sign and opens == r"\frac":
                assert not before[:1].isdigit(), f"reads as a mixed number: {self.tokens}"
            assert sign or not opens[:1].isdigit(), f"a number without a sign: {self.tokens}"
            factor = self.power()
            if sign == "/" and not factor:
                raise NotNumericError(self.tokens)
            total = total / factor if sign == "/" else total * factor
            before = opens
        return total

    def power(self) -> Fraction:
        base = self.atom()
        if self.peek() != "^":
            return base
        self.take()
        exponent = self.group() if self.peek() in ("{", "(") else self.atom()
        if exponent.denominator == 1:
            return base**exponent.numerator
        return _root(base, exponent)

    def group(self) -> Fraction:
        closing = {"{": "}", "(": ")", "[": "]"}[self.take()]
        inner = self.sum()
        self.take(closing)
        return inner

    def atom(self) -> Fraction:
        token = self.peek()
        if token == r"\frac":
            self.take()
            above = self.group()
            below = self.group()
            if not below:
                raise NotNumericError(self.tokens)
            return above / below
        if token == r"\sqrt":
            self.take()
            degree = self.group() if self.peek() == "[" else Fraction(2)
            return _root(self.group(), 1 / degree)
        if token in ("(", "{"):
            return self.group()
        assert token[:1].isdigit(), f"{token!r} in {self.tokens}"
        return Fraction(self.take())


def _root(base: Fraction, exponent: Fraction) -> Fraction:
    """Give a square root that is a fraction."""
    if exponent != Fraction(1, 2) or base < 0:
        raise NotNumericError
    above, below = isqrt(base.numerator), isqrt(base.denominator)
    if above**2 != base.numerator or below**2 != base.denominator:
        raise NotNumericError
    return Fraction(above, below)


_RELATION = re.compile(r"=|≈|\\approx|←|\\leftarrow")


def _split(text: str) -> list[tuple[str, str]]:
    """Give the members of a chain with the signs before them; those in brackets part nothing."""
    members, depth, start, sign = [], 0, 0, ""
    for match in re.finditer(rf"[{{(\[]|[}})\]]|{_RELATION.pattern}", text):
        if match[0] in "{([":
            depth += 1
        elif match[0] in "})]":
            depth -= 1
        elif depth == 0:
            members.append((sign, text[start : match.start()].strip()))
            sign, start = match[0].replace(r"\approx", "≈"), match.end()
    members.append((sign, text[start:].strip()))
    return [(sign, member) for sign, member in members if member]


def text_chains(text: str) -> Iterator[Chain]:
    """Give the chains of a plain text: what goes on in the next line starts with a sign there."""
    joined: list[str] = []
    for line in text.splitlines():
        if not line.startswith("  "):
            joined.append("")
            continue
        for place, part in enumerate(re.split(r" {3,}", line.strip())):
            goes_on = not place and part.startswith(("=", "≈", "+", "−", "·", "*", "×"))
            if goes_on and joined:
                joined[-1] += f" {part}"
            else:
                joined.append(part)
    for whole in joined:
        assert not re.search(r"\d \d", re.sub(r"\[.*\]", "", whole)), whole
        yield Chain(_split(whole))


def latex_chains(text: str) -> Iterator[Chain]:
    """Give the chains of the displays of LaTeX, or of Markdown."""
    blocks = re.findall(r"\\begin\{align\*\}(.*?)\\end\{align\*\}", text, re.DOTALL)
    blocks += re.findall(r"\$\$\n\\begin\{aligned\}(.*?)\\end\{aligned\}\n\$\$", text, re.DOTALL)
    for block in blocks:
        yield from _latex_rows(block)


def _latex_rows(block: str) -> Iterator[Chain]:
    joined: list[str] = []
    for row in block.split(" \\\\\n"):
        unwrapped = re.sub(r"\\resizebox\{.*?\}\{!\}\{\$\\displaystyle (.*)\$\}", r"\1", row)
        plain = re.sub(r"\\begin\{aligned\}|\\end\{aligned\}|\\\\", " ", unwrapped)
        new = not re.match(r"\s*&(?:[=\\])", plain) or not joined
        plain = re.sub(r"^\s*&\s*\\q*uad", "", plain)
        for part in re.split(r"\\qquad|(?<=\S) & ", plain.strip()):
            text = part.replace("&", " ")
            if new:
                joined.append(text)
            else:
                joined[-1] += text
            new = True
    yield from (Chain(_split(whole)) for whole in joined)


def html_chains(page: str) -> Iterator[Chain]:
    """Give the chains of the formulas of a page."""
    for formula in re.findall(r"<math.*?</math>", page, re.DOTALL):
        tree = ElementTree.fromstring(formula)
        lines = tree.find("mtable[@class='symconv-lines']")
        if lines is None:
            yield Chain(_split(seen(tree)))
            continue
        joined: list[str] = []
        for line in lines:
            left, right = map(seen, line)
            if left.strip() or not joined:
                joined.append(f"{left} {right}")
            else:
                joined[-1] += f" {right}"
        yield from (Chain(_split(whole)) for whole in joined)


def seen(element: ElementTree.Element) -> str:
    """Give what a person sees of an element of MathML, written like LaTeX."""
    parts = list(map(seen, element))
    match element.tag:
        case "mpadded":
            return ""  # it is not
        case "mfrac":
            return rf"\frac{{{parts[0]}}}{{{parts[1]}}}"
        case "msup":
            return f"{parts[0]}^{{{parts[1]}}}"
        case "msqrt":
            return rf"\sqrt{{{''.join(parts)}}}"
        case "mroot":
            return rf"\sqrt[{parts[1]}]{{{parts[0]}}}"
    own = (element.text or "").strip("\N{INVISIBLE TIMES}\N{FUNCTION APPLICATION}")
    return own + "".join(parts)
