"""True equations as documents write them, with what their letters mean there.

Equations are written as in `tests.sources.index_formulas`; limits that are left out are `_`:
`sum(X[i+m] * F[m], (m, _))` is a sum over m without limits.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from symconv.formulas import Add, Apply, Equation, Formula, Name, Number, Range
from symconv.formulas.walk import transform
from symconv.formulas.written import Ceiling, Operation
from symconv.verification.facts import Array, Quantity
from symconv.verification.judging.reading import Bases, Meaning, Reading
from symconv.verification.judging.worlds.stacks import LayerSetting
from tests.sources.index_formulas import Letters

LAYER = Name("l")
NONE = Name("none")


def above(step: int) -> Formula:
    """Give the layer that is `step` above l."""
    return Add((LAYER, Number(step))) if step else LAYER


@dataclass(frozen=True)
class Document:
    """How a document writes: the reading of its letters, its setting, and names for its letters."""

    reading: Reading
    setting: LayerSetting = field(default_factory=LayerSetting)
    letters: Letters = field(default_factory=Letters)

    def equation(self, text: str) -> Equation:
        """Read an equation."""
        found = transform(self.letters.equation(re.sub(r", ?_\)", ", none, none)", text)), _open)
        assert isinstance(found, Equation)
        return found


def _open(formula: Formula) -> Formula | None:
    match formula:
        case Range(index, lower, _) if lower == NONE:
            return Range(index)
        case Apply("ceil", (body,)):
            return Ceiling(body)
    return None


def document(
    parts: str,
    sizes: str = "",
    *,
    letters: Mapping[str, Formula] | None = None,
    setting: LayerSetting | None = None,
    bases: Bases | None = None,
    placings: Mapping[tuple[Array, int], str] | None = None,
    rank: int = 2,
    flip: bool = False,
    layered: bool = False,
    bias_placed: bool = False,
    activated: bool = False,
    shifts: tuple[int, int] = (0, 0),
) -> Document:
    """Give a document; `parts` are "X input", `sizes` "H input size 0", between semicolons."""
    reading = Reading(
        letters={word.split()[0]: Array(word.split()[1]) for word in parts.split(";")},
        placings=placings or {},
        sizes=dict(_size(word) for word in sizes.split(";") if word.strip()),
        bases=bases or Bases(),
        rank=rank,
        layered=layered,
        bias_placed=bias_placed,
        activated=activated,
        filter_shift=shifts[0],
        bias_shift=shifts[1],
        flip=flip,
    )
    return Document(reading, setting or LayerSetting(), Letters(letters or {}))


def _size(text: str) -> tuple[str, Meaning]:
    name, *words = text.split()
    axis = int(words.pop()) if words[-1].isdigit() else None
    return name, Meaning(Quantity(" ".join(words)), axis)


def times(left: Formula, right: Formula, sign: str = "*") -> Operation:
    """Give a product written with a sign that may be an operation."""
    return Operation(sign, left, right)


SIZES = (
    "H input size 0; W input size 1; k filter size 0; h filter size 1; P output size 0;"
    " Q output size 1; s stride; p padding; d dilation"
)
PLAIN = document("X input; F filter; O output; L loss; G gradient", SIZES)
ONE = document("I input; K filter; O output; L loss; G gradient", SIZES, bases=Bases(1, 1, 1))
BIASED = document("A input; W filter; Z output; L loss; G gradient; b bias", SIZES)
CHANNELS = document(
    "X input; F filter; O output; L loss; G gradient; b bias",
    SIZES + "; C in channels; D out channels; N batch",
)
LINE = document("x input; w filter; y output; E loss; g gradient", "n input size; k filter size",
                rank=1)  # fmt: skip
PLACED = document(
    "A input; W filter; Z output; L loss; G gradient; b bias", SIZES, bias_placed=True
)
TAPS, PLACES = "(m, _), (n, _)", "(i, _), (j, _)"

CLAIMS: Mapping[str, tuple[Document, tuple[str, ...]]] = {
    "one channel": (
        PLAIN,
        (
            f"O[i,j] = sum(X[i+m,j+n]*F[m,n], {TAPS})",
            "O[i,j] = sum(X[i+m,j+n]*F[m,n], (m,0,k-1), (n,0,h-1))",
            "O[i,j] = sum(X[m,n]*F[m-i,n-j], (m,i,i+k-1), (n,j,j+h-1))",
            f"O[i,j] = sum(X[m,n]*F[m-i,n-j], {TAPS})",
            "d(O[i,j],F[m,n]) = X[i+m,j+n]",
            "d(O[i,j],X[i+m,j+n]) = F[m,n]",
            f"d(L,F[m,n]) = sum(G[i,j]*d(O[i,j],F[m,n]), {PLACES})",
            f"d(L,F[m,n]) = sum(d(L,O[i,j])*d(O[i,j],F[m,n]), {PLACES})",
            f"d(L,F[m,n]) = sum(G[i,j]*X[i+m,j+n], {PLACES})",
            "d(L,F[m,n]) = sum(G[i,j]*X[i+m,j+n], (i,0,H-k), (j,0,W-h))",
            "d(L,F[m,n]) = sum(G[i,j]*X[i+m,j+n], (i,0,P-1), (j,0,Q-1))",
            f"d(L,X[a,c]) = sum(G[i,j]*d(O[i,j],X[a,c]), {PLACES})",
            f"d(L,X[a,c]) = sum(G[i,j]*F[a-i,c-j], {PLACES})",
            f"d(L,X[a,c]) = sum(G[a-m,c-n]*F[m,n], {TAPS})",
            f"sum(G[a-m,c-n]*F[m,n], {TAPS}) = sum(G[i,j]*F[a-i,c-j], {PLACES})",
            f"d(L,F[m,n]) = sum(G[i,j]*d(sum(X[i+a,j+c]*F[a,c], (a,_), (c,_)), F[m,n]), {PLACES})",
        ),
    ),
    "stride, padding, dilation": (
        PLAIN,
        (
            f"O[i,j] = sum(X[i*s+m,j*s+n]*F[m,n], {TAPS})",
            "O[i,j] = sum(X[i*s+m-p,j*s+n-p]*F[m,n], (m,0,k-1), (n,0,h-1))",
            "O[i,j] = sum(X[i*s+m*d-p,j*s+n*d-p]*F[m,n], (m,0,k-1), (n,0,h-1))",
            f"d(L,F[m,n]) = sum(G[i,j]*X[i*s+m,j*s+n], {PLACES})",
            "d(L,F[m,n]) = sum(G[i,j]*X[i*s+m-p,j*s+n-p], (i,0,P-1), (j,0,Q-1))",
            "d(L,F[m,n]) = sum(G[i,j]*X[i*s+m*d,j*s+n*d], (i,0,P-1), (j,0,Q-1))",
            "d(L,F[m,n]) = sum(G[i,j]*X[i*s+m,j*s+n], (i,0,(H-k)//s), (j,0,(W-h)//s))",
            f"d(L,X[a,c]) = sum(G[i,j]*F[a-i*s,c-j*s], {PLACES})",
            f"d(L,X[a,c]) = sum(G[i,j]*F[a-i*s+p,c-j*s+p], {PLACES})",
            f"d(L,X[a,c]) = sum(G[i,j]*F[m,n], {PLACES}, {TAPS}, i*s+m-p == a, j*s+n-p == c)",
        ),
    ),
    "limits that say where entries exist": (
        PLAIN,
        (
            "d(L,X[a,c]) = sum(G[a-m,c-n]*F[m,n],"
            " (m,max(0,a-H+k),min(k-1,a)), (n,max(0,c-W+h),min(h-1,c)))",
            "d(L,X[a,c]) = sum(G[i,j]*F[a-i,c-j],"
            " (i,max(0,a-k+1),min(a,H-k)), (j,max(0,c-h+1),min(c,W-h)))",
            "d(L,X[a,c]) = sum(G[i,j]*F[a-i*s,c-j*s],"
            " (i,max(0,ceil((a-k+1)/s)),min(P-1,a//s)), (j,max(0,ceil((c-h+1)/s)),min(Q-1,c//s)))",
            "d(L,X[a,c]) = sum(G[(a-m)/s,(c-n)/s]*F[m,n], (m,_), (n,_))",
            "d(L,X[a,c]) = sum(G[(a+p-m)/s,(c+p-n)/s]*F[m,n], (m,_), (n,_))",
        ),
    ),
    "counted from one": (
        ONE,
        (
            f"O[i,j] = sum(I[i+m-1,j+n-1]*K[m,n], {TAPS})",
            "O[i,j] = sum(I[m,n]*K[m-i+1,n-j+1], (m,i,i+k-1), (n,j,j+h-1))",
            "d(L,K[m,n]) = sum(G[i,j]*I[i+m-1,j+n-1], (i,1,H-k+1), (j,1,W-h+1))",
            f"d(L,I[a,c]) = sum(G[a-m+1,c-n+1]*K[m,n], {TAPS})",
            f"O[i,j] = sum(I[(i-1)*s+m,(j-1)*s+n]*K[m,n], {TAPS})",
            f"d(L,K[m,n]) = sum(G[i,j]*I[(i-1)*s+m,(j-1)*s+n], {PLACES})",
            f"d(L,I[a,c]) = sum(G[i,j]*K[a-(i-1)*s,c-(j-1)*s], {PLACES})",
            f"d(L,I[a,c]) = sum(G[(a-m)/s+1,(c-n)/s+1]*K[m,n], {TAPS})",
        ),
    ),
    "with a bias": (
        BIASED,
        (
            f"Z[i,j] = sum(A[i+m,j+n]*W[m,n], {TAPS}) + b",
            f"d(L,b) = sum(G[i,j], {PLACES})",
            f"d(L,b) = sum(d(L,Z[i,j])*d(Z[i,j],b), {PLACES})",
            "d(Z[i,j],b) = 1",
            f"d(L,W[m,n]) = sum(G[i,j]*A[i+m,j+n], {PLACES})",
            "d(L,W[m,n]) = sum(G[i,j]*d(sum(A[i+a,j+c]*W[a,c], (a,_), (c,_)) + b, W[m,n]),"
            f" {PLACES})",
        ),
    ),
    "a bias for each position": (
        PLACED,
        (
            f"Z[i,j] = sum(A[i+m,j+n]*W[m,n], {TAPS}) + b[i,j]",
            "d(L,b[i,j]) = G[i,j]",
            f"d(L,b[i,j]) = sum(G[m,n]*d(Z[m,n],b[i,j]), {TAPS})",
            f"d(L,W[m,n]) = sum(G[i,j]*A[i+m,j+n], {PLACES})",
        ),
    ),
    "channels and examples": (
        CHANNELS,
        (
            f"O[f,i,j] = sum(X[c,i+m,j+n]*F[f,c,m,n], (c,_), {TAPS}) + b[f]",
            "O[f,i,j] = sum(X[c,i+m,j+n]*F[f,c,m,n], (c,0,C-1), (m,0,k-1), (n,0,h-1)) + b[f]",
            "O[e,f,i,j] = sum(X[e,c,i*s+m-p,j*s+n-p]*F[f,c,m,n],"
            " (c,0,C-1), (m,0,k-1), (n,0,h-1)) + b[f]",
            f"d(L,F[f,c,m,n]) = sum(G[f,i,j]*X[c,i+m,j+n], {PLACES})",
            f"d(L,F[f,c,m,n]) = sum(G[e,f,i,j]*X[e,c,i+m,j+n], (e,0,N-1), {PLACES})",
            "d(L,F[f,c,m,n]) = sum(G[e,f,i,j]*X[e,c,i*s+m,j*s+n], (e,_), (i,0,P-1), (j,0,Q-1))",
            f"d(L,X[c,a,q]) = sum(G[f,a-m,q-n]*F[f,c,m,n], (f,_), {TAPS})",
            f"d(L,X[c,a,q]) = sum(sum(G[f,a-m,q-n]*F[f,c,m,n], {TAPS}), (f,0,D-1))",
            f"d(L,X[e,c,a,q]) = sum(G[e,f,i,j]*F[f,c,a-i*s,q-j*s], (f,_), {PLACES})",
            f"d(L,b[f]) = sum(G[f,i,j], {PLACES})",
            f"d(L,b[f]) = sum(G[e,f,i,j], (e,_), {PLACES})",
            "d(L,b[f]) = sum(sum(sum(G[e,f,i,j], (j,0,Q-1)), (i,0,P-1)), (e,0,N-1))",
        ),
    ),
    "on a line": (
        LINE,
        (
            "y[i] = sum(x[i+a]*w[a], (a, _))",
            "d(E,w[a]) = sum(g[i]*x[i+a], (i, 0, n-k))",
            "d(E,x[j]) = sum(g[j-a]*w[a], (a, _))",
            "d(E,x[j]) = sum(g[i]*w[j-i], (i, _))",
        ),
    ),
}
