"""Published index sums of convolutions, stated in their authors' letters, bases and conventions.

Each row is stated as it is read; where it can be read in several ways, under each of them. `true`
holds what must be proved, a row's correction too, `false` what must be refuted, `undefined` what
reads an array where it has no entry, `captured` what binds an index that is free in it, too.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from symconv.formulas import Add, Entry, Name, Number
from tests.sources.index_formulas import Letters

LAYER = Name("l")
BEFORE, ABOVE = (Add((LAYER, Number(step))) for step in (-1, 1))


@dataclass(frozen=True)
class Row:
    """A row of the list, and what is said of it in a setting."""

    source: str
    n: str
    setting: str
    true: tuple[str, ...] = ()
    false: tuple[str, ...] = ()
    undefined: tuple[str, ...] = ()
    captured: tuple[str, ...] = ()
    letters: Letters = field(default_factory=Letters)


# 0-based correlation with one channel; layer numbers stand above. H and V are the input's sizes.
YIZT = Letters(
    {
        "z0": Entry("z", superscript=BEFORE),
        "z": Entry("z", superscript=LAYER),
        "W": Entry("W", superscript=BEFORE),
        "b": Entry("b", superscript=BEFORE),
        "delta": Entry(r"\delta", superscript=LAYER),
        "k1": Entry("k", (1,), BEFORE),
        "k2": Entry("k", (2,), BEFORE),
        "p1": Entry("p", (1,), BEFORE),
        "p2": Entry("p", (2,), BEFORE),
        "s1": Entry("s", (1,), BEFORE),
        "s2": Entry("s", (2,), BEFORE),
    }
)
YIZT_ONE = """
    sizes k1 k2 H V
    assume k1 <= H
    assume k2 <= V
    array z0 over 0..H-1, 0..V-1
    array W over 0..k1-1, 0..k2-1
    array Wz extends W
    array R turns W 2
    array b over
    array z[i,j] over 0..H-k1, 0..V-k2 is \
        sum(z0[m,n] * W[m-i,n-j], (m, i, i+k1-1), (n, j, j+k2-1)) + b
    array delta extends d(L, z)
    array pd[i,j] over 0..H+k1-2, 0..V+k2-2 is delta[i-(k1-1),j-(k2-1)]
    output z"""
YIZT_TAPS = "(m, 0, k1-1), (n, 0, k2-1)"
YIZT_PLACES = "(i, 0, H-k1), (j, 0, V-k2)"
YIZT_AT_W = f"{YIZT_ONE}\n free m in 0..k1-1\n free n in 0..k2-1"
YIZT_AT_Z = f"{YIZT_ONE}\n free i_ in 0..H-1\n free j_ in 0..V-1"


def yizt_mid(less: str) -> str:
    taps = f"(m_, 0, k1{less}), (n_, 0, k2{less})"
    total = f"sum(W[m_,n_] * z0[i+m_,j+n_], {taps}) + b"
    return f"d(L, W[m,n]) = sum(delta[i,j] * d({total}, W[m,n]), {YIZT_PLACES})"


ONE_CHANNEL = [
    Row(
        "yizt/numpy_neural_network/0_2_1", "4",
        f"{YIZT_ONE}\n free i in 0..H-k1\n free j in 0..V-k2",
        true=(f"z[i,j] = sum(W[m,n] * z0[i+m,j+n], {YIZT_TAPS}) + b",), letters=YIZT,
    ),
    Row(
        "yizt/numpy_neural_network/0_2_1", "5-mid", YIZT_AT_W,
        true=(yizt_mid("-1"),), undefined=(yizt_mid(""),), letters=YIZT,
    ),
    Row(
        "yizt/numpy_neural_network/0_2_1", "5", YIZT_AT_W,
        true=(f"d(L, W[m,n]) = sum(delta[i,j] * z0[i+m,j+n], {YIZT_PLACES})",), letters=YIZT,
    ),
    Row(
        "yizt/numpy_neural_network/0_2_1", "7", YIZT_AT_Z,
        true=(f"d(L, z0[i_,j_]) = sum(delta[i_-m,j_-n] * W[m,n], {YIZT_TAPS})",), letters=YIZT,
    ),
    Row(
        "yizt/numpy_neural_network/0_2_1", "8", YIZT_AT_Z,
        true=(f"d(L, z0[i_,j_]) = sum(delta[i,j] * Wz[i_-i,j_-j], {YIZT_PLACES})",), letters=YIZT,
    ),
    Row(
        "yizt/numpy_neural_network/0_2_1", "16",  # with its subscript, which the row lost
        f"{YIZT_ONE}\n free i in 0..H-1\n free j in 0..V-1",
        true=(f"d(L, z0[i,j]) = sum(R[m,n] * pd[i+m,j+n], {YIZT_TAPS})",),
        false=(f"d(L, z0[i,j]) = sum(W[m,n] * pd[i+m,j+n], {YIZT_TAPS})",), letters=YIZT,
    ),
    Row(
        "yizt/numpy_neural_network/0_2_1", "example",  # 5 x 5 and 3 x 3
        """array z0 over 0..4, 0..4
           array W over 0..2, 0..2
           array z[i,j] over 0..2, 0..2 is sum(z0[i+m,j+n] * W[m,n], (m, 0, 2), (n, 0, 2))
           array delta names d(L, z)
           output z""",
        true=("d(L, z0[1,2]) = sum(delta[i,j] * W[1-i,2-j], (i, 0, 1), (j, 0, 2))",),
        letters=YIZT,
    ),
]  # fmt: skip

# The same with channels c and filters d, both counted from 1, a stride and padding; M1 and M2
# count the places of a filter. Divided says that nothing is left over.
YIZT_CHANNELS = """
    sizes k1 k2 H V C D M1 M2
    scales s1 s2
    pads p1 p2
    assume s1*(M1-1)+k1 <= H+2*p1
    assume s2*(M2-1)+k2 <= V+2*p2
    array z0 over 1..C, 0..H-1, 0..V-1
    array z0z extends z0
    array pz[c,i,j] over 1..C, 0..H+2*p1-1, 0..V+2*p2-1 is z0z[c,i-p1,j-p2]
    array W over 0..k1-1, 0..k2-1, 1..C, 1..D
    array R[m,n,c,d] over 0..k1-1, 0..k2-1, 1..C, 1..D is W[k1-1-m,k2-1-n,c,d]
    array b over 1..D
    array z[d,i,j] over 1..D, 0..M1-1, 0..M2-1 is \
        sum(pz[c,i*s1+m,j*s2+n] * W[m,n,c,d], (c, 1, C), (m, 0, k1-1), (n, 0, k2-1)) + b[d]
    array delta names d(L, z)
    array dilated dilates d(L, z) by s1, s2
    array pd[d,i,j] over 1..D, 0..s1*(M1-1)+2*(k1-1), 0..s2*(M2-1)+2*(k2-1) is \
        dilated[d,i-(k1-1),j-(k2-1)]
    output z"""
DIVIDED = """
    derived H is s1*(M1-1)+k1-2*p1
    derived V is s2*(M2-1)+k2-2*p2
    assume H == s1*(M1-1)+k1-2*p1
    assume V == s2*(M2-1)+k2-2*p2"""
YIZT_FULL = "sum(R[m,n,c,d] * pd[d,i+m,j+n], (d, 1, D), (m, 0, k1-1), (n, 0, k2-1))"
AT_FILTER = "\n free m in 0..k1-1\n free n in 0..k2-1\n free c in 1..C\n free d in 1..D"
AT_INPUT = "\n free c in 1..C\n free i in 0..H-1\n free j in 0..V-1"
AT_PADDED = "\n free c in 1..C\n free i in p1..H+p1-1\n free j in p2..V+p2-1"


def unpadded(text: str) -> str:
    """Give a setting without its padding."""
    return re.sub(r"\bp[12]\b", "0", text.replace("    pads p1 p2\n", ""))


CHANNELS = [
    Row(
        "yizt/numpy_neural_network/0_2_3", "5", YIZT_CHANNELS + AT_FILTER,
        true=("d(L, W[m,n,c,d]) = "
              "sum(delta[d,i,j] * pz[c,i*s1+m,j*s2+n], (i, 0, M1-1), (j, 0, M2-1))",),
        letters=YIZT,
    ),
    Row(
        "yizt/numpy_neural_network/0_2_3", "8", unpadded(YIZT_CHANNELS + DIVIDED + AT_INPUT),
        true=(f"d(L, z0[c,i,j]) = {YIZT_FULL}",), letters=YIZT,
    ),
    Row(
        "yizt/numpy_neural_network/0_2_3", "8", unpadded(YIZT_CHANNELS + AT_INPUT),
        undefined=(f"d(L, z0[c,i,j]) = {YIZT_FULL}",), letters=YIZT,
    ),
    Row(
        "yizt/numpy_neural_network/0_2_4", "9", YIZT_CHANNELS + DIVIDED + AT_PADDED,
        true=(f"d(L, z0[c,i-p1,j-p2]) = {YIZT_FULL}",), letters=YIZT,
    ),
    Row(
        "yizt/numpy_neural_network/0_2_4", "9", YIZT_CHANNELS + AT_PADDED,
        undefined=(f"d(L, z0[c,i-p1,j-p2]) = {YIZT_FULL}",), letters=YIZT,
    ),
]  # fmt: skip

# The book's strided convolution: channels l, rows and columns from 1; G is the gradient of Z.
GOODFELLOW = """
    sizes F C A B H W P Q
    scales s
    loss J
    assume s*(P-1)+A <= H
    assume s*(Q-1)+B <= W
    array V over 1..C, 1..H, 1..W
    array K over 1..F, 1..C, 1..A, 1..B
    array Z[i,j,k] over 1..F, 1..P, 1..Q is \
        sum(V[l,(j-1)*s+1+m,(k-1)*s+1+n] * K[i,l,m+1,n+1], (l, 1, C), (m, 0, A-1), (n, 0, B-1))
    array G names d(J, Z)
    output Z"""
MEETS = "(l-1)*s+m == j, (n-1)*s+p == k"
BOOK_H = (
    "sum(sum(sum({}, {}), (n, 1, Q), (p, 1, B), (n-1)*s+p == k),"
    " (l, 1, P), (m, 1, A), (l-1)*s+m == j)"
)
BOOK = [
    Row(
        "id 37936564989", "Z",
        f"{GOODFELLOW}\n free i in 1..F\n free j in 1..P\n free k in 1..Q",
        true=("Z[i,j,k] = sum(V[l,(j-1)*s+m,(k-1)*s+n] * K[i,l,m,n],"
              " (l, 1, C), (m, 1, A), (n, 1, B))",),
    ),
    Row(
        "id 37936564989", "g",
        f"{GOODFELLOW}\n free i in 1..F\n free j in 1..C\n free k in 1..A\n free l in 1..B",
        true=("d(J, K[i,j,k,l]) = "
              "sum(G[i,m,n] * V[j,(m-1)*s+k,(n-1)*s+l], (m, 1, P), (n, 1, Q))",),
    ),
    Row(
        "id 37936564989", "h",  # its inner m and n are others than those outside
        f"{GOODFELLOW}\n free i in 1..C\n free j in 1..H\n free k in 1..W",
        true=("d(J, V[i,j,k]) = " + BOOK_H.format("K[q,i,m,p] * G[q,l,n]", "(q, 1, F)"),),
        false=("d(J, V[i,j,k]) = "
               + BOOK_H.format("K[1,i,m_,p] * G[1,l,n_]", "(m_, 1, A), (n_, 1, Q)"),),
    ),
]  # fmt: skip

ONEDNN = """
    sizes N IC OC IH IW KH KW OH OW
    scales SH SW
    pads ph_0 pw_0 dh dw
    array src over 0..N-1, 0..IC-1, 0..IH-1, 0..IW-1
    array srcz extends src
    array padded[n,ic,y,x] over 0..N-1, 0..IC-1, -ph_0..IH+SH*OH+KH*(dh+1), \
        -pw_0..IW+SW*OW+KW*(dw+1) is srcz[n,ic,y,x]
    array weights over 0..OC-1, 0..IC-1, 0..KH-1, 0..KW-1
    array apart dilates weights by dh+1, dw+1
    array bias over 0..OC-1
    array dst[n,oc,oh,ow] over 0..N-1, 0..OC-1, 0..OH-1, 0..OW-1 is bias[oc] + {}
    free n in 0..N-1
    free oc in 0..OC-1
    free oh in 0..OH-1
    free ow in 0..OW-1"""
ONEDNN_PLAIN = ONEDNN.format(
    "sum(padded[n,ic,oh*SH-ph_0+y,ow*SW-pw_0+x] * weights[oc,ic,y,x],"
    " (y, 0, KH-1), (x, 0, KW-1), (ic, 0, IC-1))"
)
ONEDNN_DILATED = ONEDNN.format(
    "sum(padded[n,ic,oh*SH-ph_0+y,ow*SW-pw_0+x] * apart[oc,ic,y,x],"
    " (ic, 0, IC-1), (y, 0, (KH-1)*(dh+1)), (x, 0, (KW-1)*(dw+1)))"
)
ONEDNN_TAPS = "(ic, 0, IC-1), (kh, 0, KH-1), (kw, 0, KW-1)"


def onednn(row: str, column: str) -> str:
    total = f"sum(srcz[n,ic,{row},{column}] * weights[oc,ic,kh,kw], {ONEDNN_TAPS})"
    return f"dst[n,oc,oh,ow] = bias[oc] + {total}"


LIBRARY = [
    Row(
        "oneapi-src/oneDNN", "fwd", ONEDNN_PLAIN,
        true=(onednn("oh*SH+kh-ph_0", "ow*SW+kw-pw_0"),),
    ),
    Row(
        "oneapi-src/oneDNN", "dil", ONEDNN_DILATED,
        true=(onednn("oh*SH+kh*(dh+1)-ph_0", "ow*SW+kw*(dw+1)-pw_0"),),
        false=(onednn("oh+kh*dh-ph_0", "ow+kw*dw-pw_0"),),
    ),
]  # fmt: skip

# Stride s and padding p; the input is zero outside.
EXCHANGE = """
    sizes FS N1 N2 W1 H1
    scales s
    pads p
    loss E
    array I over 0..N1-1, 0..N2-1
    array Iz extends I
    array F over 0..FS-1, 0..FS-1
    array O[i,j] over 0..W1-1, 0..H1-1 is \
        sum(I[t,u] * F[t+p-i*s,u+p-j*s], (t, 0, N1-1), (u, 0, N2-1), \
            0 <= t+p-i*s <= FS-1, 0 <= u+p-j*s <= FS-1)
    output O"""
# 1-based, one channel.
MATH = """
    sizes m n p q
    assume p <= m
    assume q <= n
    array I over 1..m, 1..n
    array K over 1..p, 1..q
    array O[i,j] over 1..m-p+1, 1..n-q+1 is \
        sum(I[i+u,j+v] * K[u+1,v+1], (u, 0, p-1), (v, 0, q-1))
    array dO names d(L, O)
    output O"""
AT_O = "\n free i in 1..m-p+1\n free j in 1..n-q+1"
ANSWERS = [
    Row(
        "datascience.stackexchange.com/q/56782", "1",
        f"{EXCHANGE}\n free i in 0..W1-1\n free j in 0..H1-1",
        true=("O[i,j] = sum(Iz[x+i*s-p,y+j*s-p] * F[x,y], (x, 0, FS-1), (y, 0, FS-1))",),
    ),
    Row(
        "datascience.stackexchange.com/q/56782", "2", f"{EXCHANGE}\n free i j in 0..FS-1",
        true=("d(E, F[i,j]) = "
              "sum(d(E, O[k,h]) * Iz[i+k*s-p,j+h*s-p], (k, 0, W1-1), (h, 0, H1-1))",),
    ),
    Row(
        "stats/math Q&A", "O", MATH + AT_O,
        true=("O[i,j] = sum(I[i+u-1,j+v-1] * K[u,v], (u, 1, p), (v, 1, q))",),
    ),
    Row(
        "stats/math Q&A", "dK", f"{MATH}\n free u_ in 1..p\n free v_ in 1..q",
        true=("d(L, K[u_,v_]) = "
              "sum(dO[i,j] * I[i+u_-1,j+v_-1], (i, 1, m-p+1), (j, 1, n-q+1))",),
    ),
    Row(
        "stats/math Q&A", "Oi", MATH + AT_O,
        true=("O[i,j] = sum(K[i_-i+1,j_-j+1] * I[i_,j_], (i_, i, i+p-1), (j_, j, j+q-1))",),
    ),
]  # fmt: skip
