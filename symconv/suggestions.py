"""What a person may have meant by a word that is none of those there are."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from typing import TypeAlias

from symconv.errors import shown

Meanings: TypeAlias = Mapping[str, Sequence[str]]
"""Words of others, each with ours that say it, the likeliest first; none if nothing of ours does.

They stand in small letters, without what stands between the words of a name.
"""

_BETWEEN = re.compile(r"[-_\s]+")
_LONGEST = 60
_SHORTEST = 2
_SHORTEST_START = 3
_LEAST_ALIKE = 0.65


def bare(word: str) -> str:
    """Give a word in small letters, without what stands between the words of a name.

    >>> bare("Kernel-Size")
    'kernelsize'
    """
    return _BETWEEN.sub("", word).casefold()


def meant(word: object, known: Iterable[str], meanings: Meanings | None = None) -> str | None:
    """Give the word of `known` that a person may have meant, or None.

    Those that `meanings` says come first, then the only one that goes on from it, then the one that
    is written most alike. A word for which `meanings` has none of ours means something else.

    >>> meant("slide", ["matrix", "slides"]), meant("fancy", ["matrix", "slides"])
    ('slides', None)
    >>> meant("tex", ["text", "latex"], {"tex": ["latex"]})
    'latex'
    >>> meant("bas", ["bias", "base"]), meant("gelu", ["relu"], {"gelu": []})
    ('base', None)
    """
    if not isinstance(word, str) or len(word) > _LONGEST:
        return None
    by_bare = {bare(name): str(name) for name in known}
    given = bare(word)
    if meanings is not None and given in meanings:
        said = [by_bare[bare(name)] for name in meanings[given] if bare(name) in by_bare]
        if said or not meanings[given]:
            return said[0] if said else None
    if len(given) < _SHORTEST:
        return None
    longer = [name for name in by_bare if name.startswith(given)]
    if len(given) < _SHORTEST_START:
        close = get_close_matches(given, longer, n=1, cutoff=_LEAST_ALIKE)
    elif len(longer) == 1:
        close = longer
    else:
        close = get_close_matches(given, by_bare, n=1, cutoff=_LEAST_ALIKE)
    return by_bare[close[0]] if close else None


def did_you_mean(word: object, known: Iterable[str], meanings: Meanings | None = None) -> str:
    """Give the question that ends an error, or nothing.

    >>> did_you_mean("slide", ["matrix", "slides"])
    " (did you mean 'slides'?)"
    """
    name = meant(word, known, meanings)
    return "" if name is None else asked(name)


def asked(*names: str) -> str:
    """Give the question whether one of some words was meant, in parentheses.

    >>> asked("--filter", "--pool")
    " (did you mean '--filter' or '--pool'?)"
    """
    return f" (did you mean {' or '.join(map(repr, names))}?)"


def not_one_of(
    what: str, given: object, known: Iterable[str], meanings: Meanings | None = None
) -> str:
    """Give the error for a value that is none of those there are.

    >>> not_one_of("notation", "slide", ["matrix", "slides"])
    "notation 'slide' is not one of matrix, slides (did you mean 'slides'?)"
    """
    names = list(known)
    question = did_you_mean(given, names, meanings)
    return f"{what} {shown(given)} is not one of {', '.join(names)}{question}"
