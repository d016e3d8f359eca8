"""Facts of a text as short words, so that a test reads like the prose."""

from __future__ import annotations

from symconv.verification.stating import read_facts


def said(text: str) -> list[str]:
    """Give each fact as "kind subject=value"."""
    return [f"{fact.kind.value} {fact.subject}={fact.value}" for fact in read_facts(text)]


def letters(text: str) -> dict[str, str]:
    """Give what each letter stands for, by the text."""
    return {fact.subject: fact.value for fact in read_facts(text) if fact.kind.value == "letter"}


def quantities(text: str) -> dict[str, str]:
    """Give what each letter of a number stands for, or its number."""
    return {fact.subject: fact.value for fact in read_facts(text) if fact.kind.value == "size"}


def shapes(text: str) -> dict[str, str]:
    """Give the sizes of each array, by the text."""
    return {fact.subject: fact.value for fact in read_facts(text) if fact.kind.value == "shape"}


def values(text: str, kind: str) -> list[str]:
    """Give the values of the facts of one kind."""
    return [fact.value for fact in read_facts(text) if fact.kind.value == kind]
