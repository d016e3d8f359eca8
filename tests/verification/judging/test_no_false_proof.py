"""What is false is never proved, nor does it hold: slips in true formulas, told by plain loops."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice

import pytest

from symconv import ConvSpec
from symconv.verification.judging.document import Context
from symconv.verification.verdicts import VerdictKind
from tests.verification.judging.slips import Case, Claim, Truth, Writing, case_of, slips, truth
from tests.verification.judging.stories import context

TRUE = (VerdictKind.PROVED, VerdictKind.HOLDS)


@dataclass(frozen=True)
class Paper:
    """A document: its true claims, how it writes them, what it says, and layers to try."""

    claims: tuple[str, ...]
    writing: Writing
    prose: str
    layers: tuple[tuple[ConvSpec, Mapping[str, int]], ...]
    axes: str = ""
    step: int = 1
    """Which slips are tried: every one, every other …"""

    @property
    def true(self) -> list[Claim]:
        return [Claim.of(text) for text in self.claims]

    @property
    def cases(self) -> list[Case]:
        return [
            case_of(spec, self.axes, sizes, self.writing.base, seed)
            for seed, (spec, sizes) in enumerate(self.layers)
        ]

    def context(self) -> Context:
        return context([self.writing.claim(claim) for claim in self.true], self.prose)

    @property
    def sizes(self) -> set[str]:
        return set(self.layers[0][1])


def layer(
    size: tuple[int, ...], taps: tuple[int, ...], names: str = "H V R Q M P", **options: int
) -> tuple[ConvSpec, dict[str, int]]:
    spec = ConvSpec(size, taps, **options)
    numbers = (*spec.input_size, *spec.filter_size, *spec.output_size)
    found = dict(zip(names.split(), numbers, strict=True))
    found |= {"S": spec.stride[0], "D": spec.dilation[0], "Z": spec.pads[0][0]}
    found |= {"C": spec.in_channels, "K": spec.out_channels, "N": 2}
    return spec, {name: number for name, number in found.items() if name in _told(options, names)}


def _told(options: Mapping[str, int], names: str) -> set[str]:
    letters = {
        "stride": "S",
        "dilation": "D",
        "padding": "Z",
        "in_channels": "CN",
        "out_channels": "K",
    }
    return {*names.split(), *"".join(letters.get(name, "") for name in options)}


SAID = (
    "The layer is a cross-correlation. Indices count from {}. "
    "The input is H x V, the filter is R x Q, the output is M x P."
)
PAPERS = {
    "limits": Paper(
        (
            "Y[i,j] = sum u=0..R-1 v=0..Q-1 : X[i+u,j+v] W[u,v] + b",
            "dW[u,v] = sum i=0..M-1 j=0..P-1 : dY[i,j] X[i+u,j+v]",
            "dX[p,q] = sum i j : dY[i,j] W[p-i,q-j]",
            "dX[p,q] = sum u v : dY[p-u,q-v] W[u,v]",
            "db = sum i=0..M-1 j=0..P-1 : dY[i,j]",
        ),
        Writing({"X": "X", "W": "W", "Y": "Y", "b": "b"}),
        SAID.format(0),
        (layer((4, 6), (2, 3), bias=True), layer((6, 5), (3, 2), bias=True)),
    ),
    "strides": Paper(
        (
            "Y[i,j] = sum u=0..R-1 v=0..Q-1 : X[S*i+u,S*j+v] W[u,v]",
            "dW[u,v] = sum i=0..M-1 j=0..P-1 : dY[i,j] X[S*i+u,S*j+v]",
            "dX[p,q] = sum i j : dY[i,j] W[p-S*i,q-S*j]",
        ),
        Writing({"X": "I", "W": "K", "Y": "O"}),
        SAID.format(0) + " The stride is S.",
        (layer((11, 14), (3, 4), stride=2), layer((8, 12), (4, 2), stride=3)),
    ),
    "padding": Paper(
        (
            "Y[i,j] = sum u=0..R-1 v=0..Q-1 : X[S*i+u-Z,S*j+v-Z] W[u,v]",
            "dW[u,v] = sum i=0..M-1 j=0..P-1 : dY[i,j] X[S*i+u-Z,S*j+v-Z]",
            "dX[p,q] = sum i j : dY[i,j] W[p-S*i+Z,q-S*j+Z]",
        ),
        Writing({"X": "X", "W": "F", "Y": "O", "dY": r"\delta"}),
        SAID.format(0) + " The stride is S, the padding is Z on each side.",
        (
            layer((5, 6), (2, 3), stride=2, padding=1),
            layer((5, 4), (3, 2), stride=3, padding=2),
            layer((4, 5), (3, 2), stride=1, padding=1),
        ),
    ),
    "from one": Paper(
        (
            "Y[i,j] = sum u=1..R v=1..Q : X[i+u-1,j+v-1] W[u,v] + b",
            "dW[u,v] = sum i=1..M j=1..P : dY[i,j] X[i+u-1,j+v-1]",
            "dX[p,q] = sum u v : dY[p-u+1,q-v+1] W[u,v]",
        ),
        Writing({"X": "x", "W": "w", "Y": "z", "b": "b", "dY": r"\delta"}, base=1, rounded=True),
        SAID.format(1),
        (layer((4, 6), (2, 3), bias=True), layer((6, 5), (3, 2), bias=True)),
    ),
    "channels": Paper(
        (
            "Y[n,k,i,j] = sum c=0..C-1 u=0..R-1 v=0..Q-1 : X[n,c,i+u,j+v] W[k,c,u,v] + b[k]",
            "dW[k,c,u,v] = sum n i j : dY[n,k,i,j] X[n,c,i+u,j+v]",
            "dX[n,c,p,q] = sum k u v : dY[n,k,p-u,q-v] W[k,c,u,v]",
            "db[k] = sum n i j : dY[n,k,i,j]",
        ),
        Writing({"X": "X", "W": "W", "Y": "Y", "b": "b"}),
        SAID.format(0) + " There are C input channels and K filters.",
        (
            layer((3, 4), (2, 3), bias=True, in_channels=2, out_channels=3),
            layer((4, 4), (1, 2), bias=True, in_channels=3, out_channels=4),
        ),
        axes="nck",
        step=3,
    ),
    "one axis": Paper(
        (
            "Y[t] = sum k=0..R-1 : X[t+D*k] W[k]",
            "dW[k] = sum t=0..M-1 : dY[t] X[t+D*k]",
            "dX[p] = sum k : dY[p-D*k] W[k]",
        ),
        Writing({"X": "x", "W": "w", "Y": "y"}),
        "The layer is a cross-correlation with dilation D. Indices count from 0.",
        (layer((7,), (3,), "H R M", dilation=2), layer((6,), (2,), "H R M", dilation=2),
         layer((5,), (3,), "H R M", dilation=1)),
    ),
    "flipped": Paper(
        (
            "Y[i,j] = sum u=0..R-1 v=0..Q-1 : X[i-u+R-1,j-v+Q-1] W[u,v]",
            "dW[u,v] = sum i=0..M-1 j=0..P-1 : dY[i,j] X[i-u+R-1,j-v+Q-1]",
            "dX[p,q] = sum u v : dY[p+u-R+1,q+v-Q+1] W[u,v]",
        ),
        Writing({"X": "X", "W": "W", "Y": "Y", "dY": r"\delta"}),
        SAID.format(0).replace("cross-correlation", "true convolution, with the filter flipped"),
        (layer((4, 6), (2, 3), flip_filter=True), layer((6, 5), (3, 2), flip_filter=True)),
    ),
}  # fmt: skip
LEAST = {
    "limits": 120, "strides": 100, "padding": 100, "from one": 90, "channels": 60, "one axis": 35,
    "flipped": 110,
}  # fmt: skip
"""How many slips make a claim false, at least."""


@pytest.mark.parametrize("name", PAPERS)
def test_the_claims_are_true(name: str) -> None:
    paper = PAPERS[name]
    made = paper.context()
    for claim in paper.true:
        assert truth(claim, paper.cases) is Truth.TRUE, claim
        text = paper.writing.claim(claim)
        assert made.judge(made.read(text, 20)).kind in TRUE, text


@pytest.mark.parametrize("name", PAPERS)
def test_what_is_false_is_never_proved(name: str) -> None:
    paper = PAPERS[name]
    made, cases = paper.context(), paper.cases
    counted: Counter[tuple[Truth, VerdictKind]] = Counter()
    faults: list[str] = []
    for claim in paper.true:
        for words, slipped in islice(slips(claim, paper.sizes), 0, None, paper.step):
            told = truth(slipped, cases)
            text = paper.writing.claim(slipped)
            kind = made.judge(made.read(text, 20)).kind
            counted[told, kind] += 1
            if kind in TRUE and told is not Truth.TRUE:
                faults.append(f"{words}: {told.value}, said to be {kind.value}: {text}")
            if kind is VerdictKind.REFUTED and told is Truth.TRUE:
                faults.append(f"{words}: true, said to be refuted: {text}")
    assert not faults, "\n".join(faults)
    false = sum(count for (told, _), count in counted.items() if told is Truth.FALSE)
    assert false >= LEAST[name]
    refuted = counted[Truth.FALSE, VerdictKind.REFUTED] + counted[Truth.FALSE, VerdictKind.DAMAGED]
    assert refuted / false > 0.9, counted
