"""True equations of networks: layers above the letters, activations, filters that are flipped."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from symconv.formulas import Entry, Formula
from symconv.verification.facts import Array
from symconv.verification.judging.reading import Bases
from tests.verification.proving.claims import (
    LAYER,
    PLACES,
    PLAIN,
    SIZES,
    TAPS,
    Document,
    above,
    document,
)


def leveled(names: str) -> dict[str, Formula]:
    """Give letters with their layers: "z0 z -1; w w 0", a name, its letter, its layer from l."""
    found: dict[str, Formula] = {}
    for word in names.split(";"):
        name, letter, step = word.split()
        found[name] = Entry(letter, superscript=above(int(step)))
    return found


# yizt: the filter that makes layer l has l - 1 above it, and so do its sizes.
SHIFTED = document(
    r"z output; W filter; b bias; L loss; \delta gradient",
    "k_1 filter size 0; k_2 filter size 1; H input size 0; V input size 1",
    letters={
        **leveled(r"z0 z -1; z z 0; W W -1; b b -1; delta \delta 0; delta0 \delta -1"),
        "k1": Entry("k", (1,), above(-1)),
        "k2": Entry("k", (2,), above(-1)),
        "Hl": Entry("H", superscript=LAYER),
        "Vl": Entry("V", superscript=LAYER),
    },
    layered=True,
    shifts=(1, 1),
)
# loliot: activations between layers, the filter of layer l makes it.
ACTIVATED = document(
    r"z output; a activated; w filter; b bias; L loss; \delta gradient; \sigma activation",
    "k filter size 0; h filter size 1",
    letters=leveled(
        r"z z 0; a0 a -1; a a 0; w w 0; w1 w 1; b b 0; delta \delta 0; delta1 \delta 1"
    ),
    layered=True,
    activated=True,
)
# NumpyDL, a blog: a true convolution, whose output keeps the indices that define it.
UNMOVED = document(
    r"z output; w filter; b bias; C loss; \delta gradient; \sigma activation",
    letters=leveled(r"z z 0; z1 z 1; w w 0; w1 w 1; b b 0; b1 b 1; zb z -1;"
                    r" delta \delta 0; delta1 \delta 1"),
    layered=True, activated=True, flip=True, bases=Bases(0, 0, 0, unmoved=True),
)  # fmt: skip
BLOG = document(
    r"c output; o activated; w filter; b bias; E loss; \delta gradient; a activation",
    letters=leveled(r"c c 0; c1 c 1; o0 o -1; o o 0; w w 0; w1 w 1; b b 0; delta \delta 0;"
                    r" delta1 \delta 1"),
    placings={(Array.FILTER, 4): "ckhw", (Array.OUTPUT, 3): "chw", (Array.ACTIVATED, 3): "chw"},
    layered=True, activated=True, flip=True, bases=Bases(0, 0, 0, unmoved=True),
)  # fmt: skip
FLIPPED = Document(replace(PLAIN.reading, flip=True))
KEPT = Document(replace(PLAIN.reading, flip=True, bases=Bases(0, 0, 0, unmoved=True)))
LAST = document(
    "X input; F filter; O output; L loss; G gradient; b bias", SIZES + "; C in channels",
    placings={
        (Array.INPUT, 4): "nhwc", (Array.OUTPUT, 4): "nhwc", (Array.FILTER, 4): "hwck",
        (Array.INPUT, 3): "hwc", (Array.OUTPUT, 3): "hwc",
    },
)  # fmt: skip
SUMS = "(m, 0, k1-1), (n, 0, k2-1)"
INNER = "(x_, _), (y_, _)"

LAYERED: Mapping[str, tuple[Document, tuple[str, ...]]] = {
    "layers, the filter one below": (
        SHIFTED,
        (
            f"z[i,j] = sum(W[m,n]*z0[i+m,j+n], {SUMS}) + b",
            f"d(L,W[m,n]) = sum(delta[i,j]*d(z[i,j],W[m,n]), {PLACES})",
            f"d(L,W[m,n]) = sum(delta[i,j]*z0[i+m,j+n], {PLACES})",
            "d(L,W[m,n]) = sum(delta[i,j]*z0[i+m,j+n], (i,0,Hl-1), (j,0,Vl-1))",
            f"delta0[i_,j_] = sum(delta[i_-m,j_-n]*W[m,n], {TAPS})",
            f"d(L,z0[i_,j_]) = sum(delta[i,j]*W[i_-i,j_-j], {PLACES})",
            f"delta0[i,j] = sum(delta[i-m,j-n]*W[m,n], {TAPS})",
            f"d(L,b) = sum(delta[i,j], {PLACES})",
        ),
    ),
    "activations": (
        ACTIVATED,
        (
            f"z[i,j] = sum(a0[i+m,j+n]*w[m,n], {TAPS}) + b",
            "a[i,j] = sigma(z[i,j])",
            f"delta[i,j] = sum(delta1[i-m,j-n]*w1[m,n]*d(sigma(z[i,j]),z[i,j]), {TAPS})",
            f"delta[i,j] = sum(delta1[i-m,j-n]*w1[m,n]*sigma_(z[i,j]), {TAPS})",
            "delta[i,j] = sigma_(z[i,j])*sum(delta1[x,y]*w1[i-x,j-y], (x, _), (y, _))",
            f"d(L,w[m,n]) = sum(delta[i,j]*a0[i+m,j+n], {PLACES})",
            f"d(L,w[m,n]) = sum(d(L,z[i,j])*d(z[i,j],w[m,n]), {PLACES})",
            f"d(L,a0[p,q]) = sum(delta[i,j]*w[p-i,q-j], {PLACES})",
            "delta[i,j] = d(L,a[i,j])*sigma_(z[i,j])",
            f"d(L,w[m,n]) = sum(sum(delta1[i-p,j-q]*w1[p,q], (p, _), (q, _))*sigma_(z[i,j])"
            f"*a0[i+m,j+n], {PLACES})",
            f"d(L,b) = sum(delta[i,j], {PLACES})",
        ),
    ),
    "unmoved outputs": (
        UNMOVED,
        (
            "z1[x,y] = sum(w1[a,b_]*sigma(z[x-a,y-b_]), (a, _), (b_, _)) + b1",
            f"delta[x,y] = sum(delta1[x_,y_]*w1[x_-x,y_-y]*sigma_(z[x,y]), {INNER})",
            f"delta[x,y] = sum(delta1[x_,y_]*d(z1[x_,y_],z[x,y]), {INNER})",
            "d(C,w[a,b_]) = sum(delta[x,y]*sigma(zb[x-a,y-b_]), (x, _), (y, _))",
            "d(C,w[a,b_]) = sum(d(C,z[x,y])*d(z[x,y],w[a,b_]), (x, _), (y, _))",
            f"sum(delta1[x_,y_]*w1[x_-x,y_-y]*sigma_(z[x,y]), {INNER})"
            " = sum(delta1[x+u,y+v]*w1[u,v]*sigma_(z[x,y]), (u, _), (v, _))",
        ),
    ),
    "layers and maps": (
        BLOG,
        (
            f"c[m,x,y] = sum(o0[n,x-x_,y-y_]*w[n,m,x_,y_], (n, _), {INNER}) + b[m]",
            f"d(E,w[n,m,x,y]) = sum(d(E,c[m,x_,y_])*d(c[m,x_,y_],w[n,m,x,y]), {INNER})",
            f"d(E,w[n,m,x,y]) = sum(delta[m,x_,y_]*o0[n,x_-x,y_-y], {INNER})",
            f"d(E,o[n,x,y]) = sum(delta1[m,x_,y_]*w1[n,m,x_-x,y_-y], (m, _), {INNER})",
            f"delta[n,x,y] = a_(c[n,x,y])*sum(delta1[m,x_,y_]*w1[n,m,x_-x,y_-y], (m, _), {INNER})",
            f"delta[n,x,y] = a_(c[n,x,y])*sum(delta1[m,x+x_,y+y_]*w1[n,m,x_,y_], (m, _), {INNER})",
        ),
    ),
    "flipped, moved to the origin": (
        FLIPPED,
        (
            f"O[i,j] = sum(X[i+m,j+n]*F[k-1-m,h-1-n], {TAPS})",
            f"O[i,j] = sum(X[i+k-1-m,j+h-1-n]*F[m,n], {TAPS})",
            f"d(L,F[k-1-m,h-1-n]) = sum(G[i,j]*X[i+m,j+n], {PLACES})",
            f"d(L,X[a,c]) = sum(G[i,j]*F[i-a+k-1,j-c+h-1], {PLACES})",
        ),
    ),
    "flipped, unmoved": (
        KEPT,
        (
            f"O[i,j] = sum(X[i-m,j-n]*F[m,n], {TAPS})",
            f"O[i,j] = sum(X[m,n]*F[i-m,j-n], {TAPS})",
            "d(L,F[m,n]) = sum(G[i,j]*X[i-m,j-n], (i,k-1,H-1), (j,h-1,W-1))",
            f"d(L,X[a,c]) = sum(G[a+m,c+n]*F[m,n], {TAPS})",
        ),
    ),
    "channels last": (
        LAST,
        (
            f"O[e,i,j,f] = sum(X[e,i+m,j+n,c]*F[m,n,c,f], {TAPS}, (c, _)) + b[f]",
            f"d(L,F[m,n,c,f]) = sum(G[e,i,j,f]*X[e,i+m,j+n,c], (e, _), {PLACES})",
            f"d(L,X[e,a,q,c]) = sum(G[e,a-m,q-n,f]*F[m,n,c,f], {TAPS}, (f, _))",
        ),
    ),
}
