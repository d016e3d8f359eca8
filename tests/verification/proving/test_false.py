"""Nothing false is proved: slips in true equations, told by the worlds in which they are tried."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

import pytest

from symconv.formulas import Add, Entry, Equation, Formula, Name, Number, Product, Range, Sum
from symconv.formulas.walk import put_at, walk_paths
from symconv.verification.facts import Array
from symconv.verification.judging.understanding.understand import scales_used
from symconv.verification.judging.worlds.names import extents_of
from symconv.verification.judging.worlds.stacks import general
from symconv.verification.judging.worlds.trial import Outcome, try_link
from symconv.verification.proving import prove
from tests.verification.proving.claims import CLAIMS, ONE, PLAIN, Document
from tests.verification.proving.layered import ACTIVATED, FLIPPED, KEPT, LAYERED

SLIPS = 2
"""How many slips are tried of each equation."""
CASES = [
    pytest.param(document, text, id=f"{kind}: {text}")
    for kind, (document, texts) in {**CLAIMS, **LAYERED}.items()
    for text in texts
]


def slips(equation: Equation) -> Iterator[Equation]:
    """Give an equation with one letter, number, sum, factor or pair of indices wrong."""
    names = sorted({part.letter for _, part in walk_paths(equation) if isinstance(part, Name)})
    for path, part in walk_paths(equation):
        for other in _changes(part, names):
            changed = put_at(equation, path, other)
            assert isinstance(changed, Equation)
            if all(isinstance(r.index, Name) for _, r in walk_paths(changed) if _ranges(r)):
                yield changed


def _ranges(part: Formula) -> bool:
    return isinstance(part, Range)


def _changes(part: Formula, names: list[str]) -> Iterator[Formula]:
    match part:
        case Name(letter):
            yield from (Name(name) for name in names if name != letter)
            yield from (Add((part, Number(step))) for step in (-1, 1))
            yield Product((Number(-1), part))
        case Number(value):
            yield from map(Number, (value + 1, value - 1, -value))
        case Sum(body, ranges, conditions):
            yield body
            if len(ranges) > 1:
                for at in range(len(ranges)):
                    yield Sum(body, ranges[:at] + ranges[at + 1 :], conditions)
        case Product((_, _, *_) as factors):
            yield from (Product(factors[:at] + factors[at + 1 :]) for at in range(len(factors)))
        case Entry(_, (_, _, *_) as indices):
            for at in range(len(indices) - 1):
                swapped = (*indices[:at], indices[at + 1], indices[at], *indices[at + 2 :])
                yield replace(part, indices=swapped)


def holds(equation: Equation, document: Document) -> bool:
    """Tell whether an equation holds in every world that is tried."""
    reading, setting = document.reading, document.setting
    free = setting.free | scales_used(equation, reading)
    biased = Array.BIAS in reading.letters.values()
    extents = extents_of(equation, reading)
    stacks = list(islice(general(replace(setting, free=free), reading, extents, biased), 9))
    return try_link(equation, reading, stacks).outcome is Outcome.TRUE


@pytest.mark.parametrize(("document", "text"), CASES)
def test_a_slip_is_not_proved_unless_the_worlds_say_it_is_true(
    document: Document, text: str
) -> None:
    found = list(slips(document.equation(text)))
    for slip in random.Random(text).sample(found, min(SLIPS, len(found))):
        if prove(slip, document.reading, document.setting) is not None:
            assert holds(slip, document)


PLANTED = [
    (PLAIN, "O[i,j] = sum(X[i-m,j-n]*F[m,n], (m, _), (n, _))"),
    (PLAIN, "O[i,j] = sum(X[j+m,i+n]*F[m,n], (m, _), (n, _))"),
    (PLAIN, "O[i,j] = sum(X[i+m,j+n]*F[m,n], (m,1,k), (n,1,h))"),
    (PLAIN, "O[i,j] = sum(X[i+m,j+n]*F[m,n], (m,0,k), (n,0,h))"),
    (PLAIN, "O[i,j] = sum(X[i+m,j+n]*F[m,n], (m,0,h-1), (n,0,k-1))"),
    (PLAIN, "O[i,j] = sum(X[i+s*m,j+s*n]*F[m,n], (m, _), (n, _))"),
    (PLAIN, "d(L,F[m,n]) = sum(G[i,j]*X[i+m,j+n], (i,0,H-1), (j,0,W-1))"),
    (PLAIN, "d(L,F[m,n]) = sum(G[i,j]*X[i+m,j+n], (i,0,H-h), (j,0,W-k))"),
    (PLAIN, "d(L,F[m,n]) = sum(G[i,j]*X[i+m*s,j+n*s], (i, _), (j, _))"),
    (PLAIN, "d(L,F[m,n]) = sum(G[i,j]*X[i+m,j+n], (i, _), (j, _), i <= m)"),
    (PLAIN, "d(L,X[a,c]) = sum(G[a+m,c+n]*F[m,n], (m, _), (n, _))"),
    (PLAIN, "d(L,X[a,c]) = sum(G[i,j]*F[i-a,j-c], (i, _), (j, _))"),
    (PLAIN, "d(L,X[a,c]) = sum(G[i,j]*F[a-i,c-j], (i,0,H-k), (j,0,W-h))"),
    (PLAIN, "d(L,X[a,c]) = sum(G[i,j]*F[a-i,c-j]*s, (i, _), (j, _))"),
    (PLAIN, "d(O[i,j],X[a,c]) = F[a-i,c-j]"),
    (PLAIN, "d(L,X[a,c]) = d(L,O[a,c])*F[0,0]"),
    (ONE, "O[i,j] = sum(I[i+m,j+n]*K[m,n], (m, _), (n, _))"),
    (ONE, "d(L,K[m,n]) = sum(G[i,j]*I[i+m,j+n], (i,1,H-k+1), (j,1,W-h+1))"),
    (FLIPPED, "O[i,j] = sum(X[i+m,j+n]*F[m,n], (m, _), (n, _))"),
    (FLIPPED, "d(L,F[m,n]) = sum(G[i,j]*X[i+m,j+n], (i, _), (j, _))"),
    (KEPT, "O[i,j] = sum(X[i+k-1-m,j+h-1-n]*F[m,n], (m, _), (n, _))"),
    (ACTIVATED, "delta[i,j] = sum(delta1[i-m,j-n]*w1[m,n], (m, _), (n, _))"),
    (ACTIVATED, "delta[i,j] = sum(delta1[i-m,j-n]*w1[m,n]*sigma(z[i,j]), (m, _), (n, _))"),
    (ACTIVATED, "delta[i,j] = sum(delta1[i-m,j-n]*w1[m,n]*sigma_(z[m,n]), (m, _), (n, _))"),
    (ACTIVATED, "d(L,w[m,n]) = sum(delta[i,j]*a[i+m,j+n], (i, _), (j, _))"),
    (ACTIVATED, "a[i,j] = z[i,j]"),
]


@pytest.mark.parametrize(("document", "text"), PLANTED)
def test_a_planted_falsehood_is_not_proved(document: Document, text: str) -> None:
    assert prove(document.equation(text), document.reading, document.setting) is None
