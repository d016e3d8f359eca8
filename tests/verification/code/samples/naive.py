"""A naive convolution and naive pools, by loops: what mistakes are planted in."""

import numpy as np


def conv_forward(x, w, b, stride, pad, dilation):
    n, _c, h, wd = x.shape
    k, _, kh, kw = w.shape
    (sh, sw), (ph, pw), (dh, dw_) = stride, pad, dilation
    xp = np.zeros((n, x.shape[1], h + 2 * ph, wd + 2 * pw))
    xp[:, :, ph : ph + h, pw : pw + wd] = x
    ho = (h + 2 * ph - dh * (kh - 1) - 1) // sh + 1
    wo = (wd + 2 * pw - dw_ * (kw - 1) - 1) // sw + 1
    out = np.zeros((n, k, ho, wo))
    for i in range(ho):
        for j in range(wo):
            for u in range(kh):
                for v in range(kw):
                    out[:, :, i, j] += xp[:, :, i * sh + u * dh, j * sw + v * dw_] @ w[:, :, u, v].T
            out[:, :, i, j] += b
    return out


def conv_backward(dout, x, w, b, stride, pad, dilation):
    n, c, h, wd = x.shape
    k, _, kh, kw = w.shape
    (sh, sw), (ph, pw), (dh, dw_) = stride, pad, dilation
    xp = np.zeros((n, c, h + 2 * ph, wd + 2 * pw))
    xp[:, :, ph : ph + h, pw : pw + wd] = x
    dxp = np.zeros((n, c, h + 2 * ph, wd + 2 * pw))
    dw = np.zeros((k, c, kh, kw))
    ho, wo = dout.shape[2], dout.shape[3]
    for i in range(ho):
        for j in range(wo):
            for u in range(kh):
                for v in range(kw):
                    g = dout[:, :, i, j]
                    row = i * sh + u * dh
                    col = j * sw + v * dw_
                    dxp[:, :, row, col] += g @ w[:, :, u, v]
                    dw[:, :, u, v] += g.T @ xp[:, :, row, col]
    dx = dxp[:, :, ph : ph + h, pw : pw + wd]
    db = dout.sum(axis=(0, 2, 3))
    return dx, dw, db


def max_pool_backward(dout, x, size, stride):
    dx = np.zeros(x.shape)
    n, c, ho, wo = dout.shape
    (kh, kw), (sh, sw) = size, stride
    for m in range(n):
        for ch in range(c):
            for i in range(ho):
                for j in range(wo):
                    window = x[m, ch, i * sh : i * sh + kh, j * sw : j * sw + kw]
                    u, v = np.unravel_index(np.argmax(window), window.shape)
                    dx[m, ch, i * sh + u, j * sw + v] += dout[m, ch, i, j]
    return dx


def average_pool_backward(dout, x, size, stride):
    dx = np.zeros(x.shape)
    (kh, kw), (sh, sw) = size, stride
    for i in range(dout.shape[2]):
        for j in range(dout.shape[3]):
            share = dout[:, :, i : i + 1, j : j + 1] / (kh * kw)
            dx[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw] += share
    return dx
