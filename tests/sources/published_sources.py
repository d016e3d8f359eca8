"""More published index sums: activations, biases, batches, chain rules, fixed sizes, limits."""

from __future__ import annotations

from symconv.formulas import Entry
from tests.sources.index_formulas import Letters
from tests.sources.published_layers import Row


# One channel, 0-based or 1-based: `first` and `last` are the limits of a kernel's taps and of the
# output; a is the input, w the kernel, c the output.
def correlation(base: int, x: str, w: str, out: str, loss: str = "L", pads: str = "") -> str:
    """Give the setting of a correlation under some letters, its indices counted from `base`."""
    return f"""
    sizes k h H W
    assume k <= H
    assume h <= W
    loss {loss}
    array {x} over {base}..H-1+{base}, {base}..W-1+{base}
    array {w} over {base}..k-1+{base}, {base}..h-1+{base}
    array {out}[i,j] over {base}..H-k+{base}, {base}..W-h+{base} is \
        sum({x}[r,t] * {w}[r-i+{base},t-j+{base}], (r, i, i+k-1), (t, j, j+h-1))
    array delta names d({loss}, {out})
    array deltaz extends d({loss}, {out})
    output {out}"""


def over(names: str, sizes: str, base: int) -> str:
    """Give the free indices of a kernel (k, h), an input (H, W) or an output (H-k+1, W-h+1)."""
    lines = [
        f"\n    free {name} in {base}..{size}-1+{base}"
        for name, size in zip(names.split(), sizes.split(), strict=True)
    ]
    return "".join(lines)


MATRIX_CONV = """
    sizes k1 k2 H W
    assume k1 <= H
    assume k2 <= W
    array I over 0..H-1, 0..W-1
    array K over 0..k1-1, 0..k2-1
    array Kz extends K
    array C[i,j] over {} is {}"""
ZHIFANLIGHT = MATRIX_CONV.format(
    "k1-1..H-1, k2-1..W-1", "sum(I[i-m,j-n] * K[m,n], (m, 0, k1-1), (n, 0, k2-1))"
)
COURSERA = """
    sizes n_H n_W f P Q
    scales stride
    assume stride*(n_H-1)+f <= P
    assume stride*(n_W-1)+f <= Q
    array A over 0..P-1, 0..Q-1
    array Az extends A
    array W over 0..f-1, 0..f-1
    array Wz extends W
    array b over
    array Z[h,w] over 0..n_H-1, 0..n_W-1 is \
        sum(A[h*stride+p,w*stride+q] * W[p,q], (p, 0, f-1), (q, 0, f-1)) + b
    array dZ names d(L, Z)
    array dZz extends d(L, Z)
    output Z"""
B_SCALAR = Letters({"b": Entry("b")})
TO_N = "(h, 0, n_H), (w, 0, n_W)"
BELOW_N = "(h, 0, n_H-1), (w, 0, n_W-1)"
# A true convolution, unshifted, with a bias for each place and an activation before it.
NUMPYDL = """
    sizes k H W
    assume k <= H
    assume k <= W
    array z0 over 0..H-1, 0..W-1
    array w over 0..k-1, 0..k-1
    array wz extends w
    array v[x,y] over -(k-1)..0, -(k-1)..0 is w[-x,-y]
    array vz extends v
    array b over k-1..H-1, k-1..W-1
    array z[x,y] over k-1..H-1, k-1..W-1 is \
        sum(w[a,b_] * sigma(z0[x-a,y-b_]), (a, 0, k-1), (b_, 0, k-1)) + b[x,y]
    array zz extends z
    array delta names d(L, z)
    output z"""
NUMPYDL_PLACES = "(x, k-1, H-1), (y, k-1, W-1)"
NUMPYDL_INNER = "(x_, k-1, H-1), (y_, k-1, W-1)"
SLOPE = "d(sigma(z0[x,y]), z0[x,y])"
UFLDL = """
    sizes M N k H W
    assume k <= H
    assume k <= W
    loss J
    array a over 1..M, 0..H-1, 0..W-1
    array w over 1..N, 0..k-1, 0..k-1
    array b over 1..N
    array z[i,f,x,y] over 1..M, 1..N, 0..H-k, 0..W-k is \
        sum(a[i,x+{0},y+{1}] * w[f,u,v], (u, 0, k-1), (v, 0, k-1)) + b[f]
    array delta names d(J, z)
    array T turns d(J, z) 2
    output z
    free f in 1..N"""
UFLDL_DW = (
    "d(J, w[f,u,v]) = sum(a[i,u+H-k-x,v+W-k-y] * T[i,f,x,y], (i, 1, M), (x, 0, H-k), (y, 0, W-k))"
)

CHAIN = [
    Row(
        "zhifanlight/deep-learning", "def",
        MATRIX_CONV.format(
            "0..H-k1, 0..W-k2", "sum(I[m,n] * K[m-i,n-j], (m, i, i+k1-1), (n, j, j+k2-1))"
        ) + "\n free i in 0..H-k1\n free j in 0..W-k2",
        true=("C[i,j] = sum(I[i+m,j+n] * K[m,n], (m, 0, k1-1), (n, 0, k2-1))",),
    ),
    Row(
        "zhifanlight/deep-learning", "conv2",
        f"{ZHIFANLIGHT}\n free i in k1-1..H-1\n free j in k2-1..W-1",
        true=("C[i,j] = sum(I[i+m,j+n] * K[-m,-n], (m, -(k1-1), 0), (n, -(k2-1), 0))",),
        false=("C[i,j] = sum(I[i,j] * Kz[-m,-n], (m, 0, k1-1), (n, 0, k2-1))",),
    ),
    Row(
        "DmrfCoder/CourseraAi", "1", f"{COURSERA}\n free p in 0..P-1\n free q in 0..Q-1",
        true=(f"d(L, A[p,q]) = sum(Wz[p-h*stride,q-w*stride] * dZz[h,w], {TO_N})",
              f"d(L, A[p,q]) = sum(Wz[p-h*stride,q-w*stride] * dZ[h,w], {BELOW_N})"),
        false=(f"d(L, A[p,q]) = sum(Wz[p,q] * dZz[h,w], {TO_N})",),
        undefined=(f"d(L, A[p,q]) = sum(Wz[p-h*stride,q-w*stride] * dZ[h,w], {TO_N})",),
        letters=B_SCALAR,
    ),
    Row(
        "DmrfCoder/CourseraAi", "2", f"{COURSERA}\n free p q in 0..f-1",
        true=(f"d(L, W[p,q]) = sum(A[h*stride+p,w*stride+q] * dZ[h,w], {BELOW_N})",
              f"d(L, W[p,q]) = sum(Az[h*stride+p,w*stride+q] * dZz[h,w], {TO_N})"),
        undefined=(f"d(L, W[p,q]) = sum(Az[h*stride+p,w*stride+q] * dZ[h,w], {TO_N})",),
        letters=B_SCALAR,
    ),
    Row(
        "DmrfCoder/CourseraAi", "3", COURSERA, letters=B_SCALAR,
        true=(f"d(L, b) = sum(dZ[h,w], {BELOW_N})",),
    ),
    Row(
        "oujago/NumpyDL", "3", f"{NUMPYDL}\n free x in 0..H-1\n free y in 0..W-1",
        true=(f"d(L, z0[x,y]) = sum(delta[x_,y_] * wz[x_-x,y_-y] * {SLOPE}, {NUMPYDL_INNER})",),
    ),
    Row(
        "oujago/NumpyDL", "4", f"{NUMPYDL}\n free x in 0..H-1\n free y in 0..W-1",
        true=(f"sum(delta[x_,y_] * wz[x_-x,y_-y] * {SLOPE}, {NUMPYDL_INNER}) = "
              f"sum(delta[x_,y_] * vz[x-x_,y-y_], {NUMPYDL_INNER}) * {SLOPE}",),
    ),
    Row(
        "oujago/NumpyDL", "5a", f"{NUMPYDL}\n free a b in 0..k-1",
        true=("d(L, w[a,b]) = sum(delta[x,y] * d(sum(w[a_,b_] * sigma(z0[x-a_,y-b_]),"
              f" (a_, 0, k-1), (b_, 0, k-1)) + b[x,y], w[a,b]), {NUMPYDL_PLACES})",),
        false=("d(L, w[a,b]) = sum(delta[x,y] * d(sum(w[a_,b_] * sigma(zz[x-a_,y-b_]),"
               f" (a_, 0, k-1), (b_, 0, k-1)) + b[x,y], w[a,b]), {NUMPYDL_PLACES})",),
    ),
    Row(
        "oujago/NumpyDL", "5b", f"{NUMPYDL}\n free a b in 0..k-1",
        true=(f"d(L, w[a,b]) = sum(delta[x,y] * sigma(z0[x-a,y-b]), {NUMPYDL_PLACES})",),
    ),
    Row(
        "UFLDL", "dW", UFLDL.format("u", "v") + "\n free u v in 0..k-1", true=(UFLDL_DW,),
    ),
    Row(
        "UFLDL", "dW",  # false if the layer itself convolves
        UFLDL.format("k-1-u", "k-1-v") + "\n free u v in 0..k-1", false=(UFLDL_DW,),
    ),
    Row(
        "UFLDL", "db", UFLDL.format("u", "v"),
        true=("d(J, b[f]) = sum(delta[i,f,a_,c], (i, 1, M), (a_, 0, H-k), (c, 0, W-k))",),
    ),
]  # fmt: skip

JACOBIAN = """
    sizes M N OH OW
    scales SH SW
    array X over 0..SH*(OH-1)+M-1, 0..SW*(OW-1)+N-1
    array K over {0}..M-1+{0}, {0}..N-1+{0}
    array Kz extends K
    array b over
    array O[i,j] over 0..OH-1, 0..OW-1 is \
        sum(K[m+{0},n+{0}] * X[i*SH+m,j*SW+n], (m, 0, M-1), (n, 0, N-1)) + b
    output O"""
JACOBIAN_FWD = "O[i,j] = sum(Kz[m,n] * X[i*SH+m-1,j*SW+n-1], (m, 1, M), (n, 1, N)) + b"
VISION = """
    sizes C_in C_out K_h K_w P_y P_x H W OH OW
    scales S_h S_w
    assume S_h*(OH-1)+K_h <= H+2*P_y
    assume S_w*(OW-1)+K_w <= W+2*P_x
    array X over 1..C_in, 0..H-1, 0..W-1
    array Xz extends X
    array padded[c,i,j] over 1..C_in, 0..H+2*P_y-1, 0..W+2*P_x-1 is Xz[c,i-P_y,j-P_x]
    array W4 over 1..C_out, 1..C_in, 0..K_h-1, 0..K_w-1
    array b over 1..C_out
    array Y[k,i,j] over 1..C_out, 0..OH-1, 0..OW-1 is b[k] + \
        sum(padded[c,i*S_h+m,j*S_w+n] * W4[k,c,m,n], (c, 1, C_in), (m, 0, K_h-1), (n, 0, K_w-1))
    free k in 1..C_out
    free i in 0..OH-1
    free j in 0..OW-1"""
TAPS = "(m, 0, k-1), (n, 0, h-1)"
# Feature maps of D filters of one size, summed; f is the activation before them.
FILTERS = """
    sizes D k H W
    assume k <= H
    assume k <= W
    array net over 0..H-1, 0..W-1
    array w over 0..D-1, 0..k-1, 0..k-1
    array out[d,i,j] over 0..D-1, 0..H-k, 0..W-k is \
        sum(f(net[i+m,j+n]) * w[d,m,n], (m, 0, k-1), (n, 0, k-1))
    array delta extends d(L, out)
    output out
    free i in 0..H-1
    free j in 0..W-1"""


def filters(last: str) -> str:
    total = f"sum(delta[d,i-m,j-n] * w[d,m,n], (d, 0, {last}), (m, 0, k-1), (n, 0, k-1))"
    return f"d(L, net[i,j]) = {total} * d(f(net[i,j]), net[i,j])"


ONE_BASED = [
    Row(
        "id 17194187791", "fwd",
        JACOBIAN.format(1) + "\n free i in 0..OH-1\n free j in 0..OW-1",
        true=(JACOBIAN_FWD.replace("Kz", "K"),), letters=B_SCALAR,
    ),
    Row(
        "id 17194187791", "fwd",  # with K counted from 0, as its examples do
        JACOBIAN.format(0)
        + "\n free i in 0..OH-1\n free j in 0..OW-1\n    where 1 <= i*SH\n    where 1 <= j*SW",
        false=(JACOBIAN_FWD,), letters=B_SCALAR,
    ),
    Row(
        "id 59378145918", "fwd", VISION,
        true=("Y[k,i,j] = b[k] + sum(W4[k,c,m,n] * Xz[c,i*S_h+m-P_y,j*S_w+n-P_x],"
              " (c, 1, C_in), (m, 0, K_h-1), (n, 0, K_w-1))",),
        letters=Letters({"W4": Entry("W"), "P_y": Entry("P_h"), "P_x": Entry("P_w")}),
    ),
    Row(
        "id 59378145918", "dX",
        correlation(0, "X", "W_", "Y") + "\n    array R turns W_ 2" + over("i j", "H W", 0),
        true=(f"d(L, X[i,j]) = sum(deltaz[i-m,j-n] * W_[m,n], {TAPS})",),
        false=(f"d(L, X[i,j]) = sum(deltaz[i-m,j-n] * R[m,n], {TAPS})",),
    ),
    Row(
        "id 18075433034", "dEda",
        correlation(1, "a", "w", "net", "E_d") + over("i j", "H W", 1),
        true=("d(E_d, a[i,j]) = sum(w[m,n] * deltaz[i-m+1,j-n+1], (m, 1, k), (n, 1, h))",),
        false=("d(E_d, a[i,j]) = sum(w[m,n] * deltaz[i+m,j+n], (m, 1, k), (n, 1, h))",),
    ),
    Row(
        "id 18075433034", "dw",
        correlation(0, "a", "w", "net", "E_d") + over("i j", "k h", 0),
        true=("d(E_d, w[i,j]) = sum(delta[m,n] * a[i+m,j+n], (m, 0, H-k), (n, 0, W-h))",),
    ),
    Row(
        "id 18075433034", "dw",  # its own example counts from 1
        correlation(1, "a", "w", "net", "E_d") + "\n    array az extends a" + over("i j", "k h", 1),
        true=("d(E_d, w[i,j]) = sum(delta[m,n] * a[i+m-1,j+n-1], (m, 1, H-k+1), (n, 1, W-h+1))",),
        false=("d(E_d, w[i,j]) = sum(delta[m,n] * az[i+m,j+n], (m, 1, H-k+1), (n, 1, W-h+1))",),
    ),
    Row(
        "id 18075433034", "5.3", FILTERS,
        true=(filters("D-1"),), undefined=(filters("D"),),
    ),
    Row(
        "id 22206642548", "wpq",
        correlation(0, "x", "w", "out", "C") + over("p q", "k h", 0),
        true=("d(C, w[p,q]) = sum(delta[i,j] * x[i+p,j+q], (i, 0, H-k), (j, 0, W-h))",),
        undefined=("d(C, w[p,q]) = sum(delta[i,j] * x[i+p,j+q], (i, 0, H-k+1), (j, 0, W-h+1))",),
    ),
    Row(
        "id 40730928988", "dF", correlation(0, "X", "F", "O") + over("p q", "k h", 0),
        true=("d(L, F[p,q]) = "
              "sum(d(L, O[i,j]) * d(O[i,j], F[p,q]), (i, 0, H-k), (j, 0, W-h))",
              "d(L, F[p,q]) = sum(delta[i,j] * X[i+p,j+q], (i, 0, H-k), (j, 0, W-h))"),
    ),
    Row(
        "id 40730928988", "dF",  # its example counts from 1
        correlation(1, "X", "F", "O") + "\n    array Xz extends X" + over("p q", "k h", 1),
        false=("d(L, F[p,q]) = sum(delta[i,j] * Xz[i+p,j+q], (i, 1, H-k+1), (j, 1, W-h+1))",),
    ),
    Row(
        "id 40730928988", "dX", correlation(0, "X", "F", "O") + over("p q", "k h", 0),
        true=("d(L, X[p,q]) = sum(d(L, O[i,j]) * F[p-i,q-j], (i, 0, H-k), (j, 0, W-h),"
              " 0 <= p-i <= k-1, 0 <= q-j <= h-1)",),
        false=("d(L, X[p,q]) = sum(d(O[i,j], F[p,q]) * F[p-i,q-j], (i, 0, H-k), (j, 0, W-h),"
               " 0 <= p-i <= k-1, 0 <= q-j <= h-1)",),
    ),
    Row(
        "id 51948095123", "w11",  # 5 x 5 and 3 x 3 at stride 2
        """array x over 1..5, 1..5
           array w over 1..3, 1..3
           array o[i,j] over 1..2, 1..2 is \
               sum(x[2*(i-1)+a,2*(j-1)+b] * w[a,b], (a, 1, 3), (b, 1, 3))
           output o""",
        true=("d(L, w[1,1]) = sum(d(L, o[i,j]) * d(o[i,j], w[1,1]), (i, 1, 2), (j, 1, 2))",),
    ),
]  # fmt: skip

LOLIOT = """
    sizes M N H W
    assume M <= H
    assume N <= W
    array a over 0..H-1, 0..W-1
    array w over 0..M-1, 0..N-1
    array b over 0..H-M, 0..W-N
    array z[i,j] over 0..H-M, 0..W-N is \
        sum(a[m,n] * w[m-i,n-j], (m, i, i+M-1), (n, j, j+N-1)) + b[i,j]
    free i in 0..H-M
    free j in 0..W-N"""
LOLIOT_TAPS = "(m, 0, M-1), (n, 0, N-1)"
LOLIOT_TWO = """
    sizes M N H W
    assume M <= H
    assume N <= W
    array z over 0..H-1, 0..W-1
    array a[i,j] over 0..H-1, 0..W-1 is sigma(z[i,j])
    array w over 0..M-1, 0..N-1
    array up[i,j] over 0..H-M, 0..W-N is sum(a[i+m,j+n] * w[m,n], (m, 0, M-1), (n, 0, N-1))
    array delta extends d(L, up)
    output up
    free i in 0..H-1
    free j in 0..W-1"""
PRIMED = Letters({"w": Entry(r"\omega'")})
BATCH = """
    sizes N D F H_k W_k P Q
    array x over 1..N, 1..P+H_k-1, 1..Q+W_k-1, 1..D
    array xz extends x
    array w over 1..F, 1..H_k, 1..W_k, 1..D
    array b over 1..F
    array z[n,i,j,f] over 1..N, 1..P, 1..Q, 1..F is b[f] + \
        sum(w[f,m+1,q+1,d] * x[n,i+m,j+q,d], (m, 0, H_k-1), (q, 0, W_k-1), (d, 1, D))
    output z"""
AT_BATCH = "\n free n in 1..N\n free i in 1..P\n free j in 1..Q\n free f in 1..F"
OBSIDIAN = """
    sizes C F HH WW P Q
    scales s
    array I over 0..s*(P-1)+HH-1, 0..s*(Q-1)+WW-1, 0..C-1
    array W over 0..HH-1, 0..WW-1, 0..C-1, 0..F-1
    array b over 0..F-1
    array O[i,j,f] over 0..P-1, 0..Q-1, 0..F-1 is b[f] + \
        sum(W[p,q,c,f] * I[i*s+p,j*s+q,c], (p, 0, HH-1), (q, 0, WW-1), (c, 0, C-1))
    free i in 0..P-1
    free j in 0..Q-1
    free f in 0..F-1"""


def obsidian(less: str) -> str:
    ranges = f"(c, 0, C{less}), (q, 0, WW{less}), (p, 0, HH{less})"
    return f"O[i,j,f] = sum(I[i*s+p,j*s+q,c] * W[p,q,c,f], {ranges}) + b[f]"


# The input is zero outside; n is odd, and (n - 1) / 2 is called c here. P and Q are its p and q.
ZOUHT = """
    sizes n P Q
    pads c
    derived n is 2*c+1
    assume n == 2*c+1
    loss E
    array g over 0..P-1, 0..Q-1
    array gz extends g
    array w over 0..n-1, 0..n-1
    array b over
    array h[i,j] over 0..P-1, 0..Q-1 is \
        sum(g[r,t] * w[r-i+c,t-j+c], (r, 0, P-1), (t, 0, Q-1), \
            0 <= r-i+c <= n-1, 0 <= t-j+c <= n-1) + b
    output h"""
MORE = [
    Row(
        "loliot.net", "z", LOLIOT,
        true=(f"z[i,j] = sum(a[i+m,j+n] * w[m,n], {LOLIOT_TAPS}) + b[i,j]",),
        false=(f"z[i,j] = sum(a[i+m,j+n] * w[m,n] + b[i,j], {LOLIOT_TAPS})",), letters=PRIMED,
    ),
    Row(
        "loliot.net", "delta", LOLIOT_TWO,
        true=("d(L, z[i,j]) = sum(delta[i-m,j-n] * w[m,n] * d(sigma(z[i,j]), z[i,j]),"
              f" {LOLIOT_TAPS})",),
        letters=PRIMED,
    ),
    Row(
        "loliot.net", "conv",  # the convolution, its result stored from zero
        """sizes M N H W
           assume M <= H
           assume N <= W
           array I over 0..H-1, 0..W-1
           array K over 0..M-1, 0..N-1
           array C[i,j] over 0..H-M, 0..W-N is \
               sum(I[i+M-1-m,j+N-1-n] * K[m,n], (m, 0, M-1), (n, 0, N-1))
           free i in 0..H-M
           free j in 0..W-N""",
        true=(f"C[i,j] = sum(I[i+m,j+n] * K[M-1-m,N-1-n], {LOLIOT_TAPS})",),
    ),
    Row(
        "id 11031865665", "fwd", BATCH + AT_BATCH,  # n counts examples, and columns
        true=("z[n,i,j,f] = sum(x[n,i+m-1,j+q-1,d] * w[f,m,q,d],"
              " (m, 1, H_k), (q, 1, W_k), (d, 1, D)) + b[f]",),
        captured=("z[n,i,j,f] = sum(x[n,i+m-1,j+n-1,d] * w[f,m,n,d],"
                  " (m, 1, H_k), (n, 1, W_k), (d, 1, D)) + b[f]",),
    ),
    Row(
        "id 11031865665", "dw",
        BATCH + "\n free f in 1..F\n free i in 1..H_k\n free j in 1..W_k\n free c in 1..D",
        true=("d(L, w[f,i,j,c]) = sum(d(L, z[n,a,b_,f]) * x[n,a+i-1,b_+j-1,c],"
              " (n, 1, N), (a, 1, P), (b_, 1, Q))",),
    ),
    Row(
        "code-corpus", "fwd", OBSIDIAN, true=(obsidian("-1"),), undefined=(obsidian(""),),
    ),
    Row(
        "io.zouht.com", "h", f"{ZOUHT}\n free i in 0..P-1\n free j in 0..Q-1",
        true=("h[i,j] = sum(gz[i+alpha-c,j+beta-c] * w[alpha,beta],"
              " (alpha, 0, n-1), (beta, 0, n-1)) + b",),
        letters=B_SCALAR,
    ),
    Row(
        "io.zouht.com", "dw", f"{ZOUHT}\n    array hz extends d(E, h)\n free i j in 0..n-1",
        true=("d(E, w[i,j]) = "
              "sum(gz[p+i-c,q+j-c] * d(E, h[p,q]), (p, 0, P-1), (q, 0, Q-1))",),
        false=("d(E, w[i,j]) = sum(gz[p+i-c,q+j-c] * hz[p,q], (p, 0, n-1), (q, 0, n-1))",),
        letters=B_SCALAR,
    ),
    Row(
        "io.zouht.com", "db", ZOUHT,  # with b for its d
        true=("d(E, b) = sum(d(E, h[i,j]) * d(h[i,j], b), (i, 0, P-1), (j, 0, Q-1))",
              "d(E, b) = sum(d(E, h[i,j]), (i, 0, P-1), (j, 0, Q-1))"),
        letters=B_SCALAR,
    ),
]  # fmt: skip
