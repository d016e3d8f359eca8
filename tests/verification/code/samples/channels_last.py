"""Functions in the order (m, H, W, C) with filters (f, f, C, K), and biases (1, 1, 1, K)."""

import numpy as np


def zero_pad(X, pad):
    return np.pad(X, ((0, 0), (pad, pad), (pad, pad), (0, 0)), mode="constant")


def conv_forward(A_prev, W, b, hparameters):
    m, h_prev, w_prev, _ = A_prev.shape
    f, f, _, n_c = W.shape
    stride, pad = hparameters["stride"], hparameters["pad"]
    n_h, n_w = (h_prev - f + 2 * pad) // stride + 1, (w_prev - f + 2 * pad) // stride + 1
    z = np.zeros((m, n_h, n_w, n_c))
    padded = zero_pad(A_prev, pad)
    for i in range(m):
        for h in range(n_h):
            for w in range(n_w):
                for c in range(n_c):
                    part = padded[i, h * stride : h * stride + f, w * stride : w * stride + f]
                    z[i, h, w, c] = np.sum(part * W[:, :, :, c]) + float(b[0, 0, 0, c])
    return z, (A_prev, W, b, hparameters)


def conv_backward(dZ, cache):
    A_prev, W, b, hparameters = cache
    f = W.shape[0]
    stride, pad = hparameters["stride"], hparameters["pad"]
    m, n_h, n_w, n_c = dZ.shape
    dA_prev, dW, db = np.zeros(A_prev.shape), np.zeros(W.shape), np.zeros((1, 1, 1, n_c))
    padded, grown = zero_pad(A_prev, pad), zero_pad(dA_prev, pad)
    for i in range(m):
        for h in range(n_h):
            for w in range(n_w):
                for c in range(n_c):
                    rows = slice(h * stride, h * stride + f)
                    cols = slice(w * stride, w * stride + f)
                    grown[i, rows, cols, :] += W[:, :, :, c] * dZ[i, h, w, c]
                    dW[:, :, :, c] += padded[i, rows, cols, :] * dZ[i, h, w, c]
                    db[:, :, :, c] += dZ[i, h, w, c]
    h, w = A_prev.shape[1:3]
    dA_prev[:] = grown[:, pad : pad + h, pad : pad + w, :]
    return dA_prev, dW, db


def pool_forward(A_prev, hparameters, mode="max"):
    m, h_prev, w_prev, n_c = A_prev.shape
    f, stride = hparameters["f"], hparameters["stride"]
    a = np.zeros((m, 1 + (h_prev - f) // stride, 1 + (w_prev - f) // stride, n_c))
    for h in range(a.shape[1]):
        for w in range(a.shape[2]):
            part = A_prev[:, h * stride : h * stride + f, w * stride : w * stride + f]
            a[:, h, w] = part.max(axis=(1, 2)) if mode == "max" else part.mean(axis=(1, 2))
    return a, (A_prev, hparameters)


def pool_backward(dA, cache, mode="max"):
    A_prev, hparameters = cache
    f, stride = hparameters["f"], hparameters["stride"]
    m, n_h, n_w, n_c = dA.shape
    dA_prev = np.zeros(A_prev.shape)
    for i in range(m):
        for h in range(n_h):
            for w in range(n_w):
                for c in range(n_c):
                    rows = slice(h * stride, h * stride + f)
                    cols = slice(w * stride, w * stride + f)
                    if mode == "max":
                        part = A_prev[i, rows, cols, c]
                        mask = part == np.max(part)
                        dA_prev[i, rows, cols, c] += mask * dA[i, h, w, c]
                    elif mode == "average":
                        dA_prev[i, rows, cols, c] += np.ones((f, f)) * dA[i, h, w, c] / (f * f)
    return dA_prev
