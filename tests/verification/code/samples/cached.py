"""Functions with a cache that a forward function makes, in the order (N, C, H, W)."""

import numpy as np


def conv_forward_naive(x, w, b, conv_param):
    n, _, h, wd = x.shape
    k, _, hh, ww = w.shape
    s, p = conv_param["stride"], conv_param["pad"]
    xp = np.pad(x, ((0, 0), (0, 0), (p, p), (p, p)))
    ho, wo = 1 + (h + 2 * p - hh) // s, 1 + (wd + 2 * p - ww) // s
    out = np.zeros((n, k, ho, wo))
    for i in range(ho):
        for j in range(wo):
            win = xp[:, :, i * s : i * s + hh, j * s : j * s + ww]
            out[:, :, i, j] = np.tensordot(win, w, axes=([1, 2, 3], [1, 2, 3])) + b
    return out, (x, w, b, conv_param)


def conv_backward_naive(dout, cache):
    x, w, b, conv_param = cache
    _, _, h, wd = x.shape
    _, _, hh, ww = w.shape
    s, p = conv_param["stride"], conv_param["pad"]
    xp = np.pad(x, ((0, 0), (0, 0), (p, p), (p, p)))
    dxp, dw = np.zeros_like(xp), np.zeros_like(w)
    db = dout.sum(axis=(0, 2, 3))
    n, k, ho, wo = dout.shape
    for m in range(n):
        for f in range(k):
            for i in range(ho):
                for j in range(wo):
                    rows, cols = slice(i * s, i * s + hh), slice(j * s, j * s + ww)
                    dw[f] += xp[m, :, rows, cols] * dout[m, f, i, j]
                    dxp[m, :, rows, cols] += w[f] * dout[m, f, i, j]
    return dxp[:, :, p : p + h, p : p + wd], dw, db


def max_pool_forward_naive(x, pool_param):
    n, c, h, w = x.shape
    hh, ww, s = pool_param["pool_height"], pool_param["pool_width"], pool_param["stride"]
    out = np.zeros((n, c, 1 + (h - hh) // s, 1 + (w - ww) // s))
    for i in range(out.shape[2]):
        for j in range(out.shape[3]):
            out[:, :, i, j] = x[:, :, i * s : i * s + hh, j * s : j * s + ww].max(axis=(2, 3))
    return out, (x, pool_param)


def max_pool_backward_naive(dout, cache):
    x, pool_param = cache
    hh, ww, s = pool_param["pool_height"], pool_param["pool_width"], pool_param["stride"]
    dx = np.zeros_like(x)
    n, c, ho, wo = dout.shape
    for m in range(n):
        for ch in range(c):
            for i in range(ho):
                for j in range(wo):
                    win = x[m, ch, i * s : i * s + hh, j * s : j * s + ww]
                    r, q = np.unravel_index(win.argmax(), win.shape)
                    dx[m, ch, i * s + r, j * s + q] += dout[m, ch, i, j]
    return dx


def relu_forward(x):
    return np.maximum(0, x), x


def relu_backward(dout, cache):
    x = cache
    return dout * (x > 0)
