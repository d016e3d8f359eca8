"""A plain implementation in loops, right for every layer; what the mutants are made of.

The constants of a layer stand at the head; each function is a whole of its own.
"""

import numpy as np

STRIDE = (1, 1)
PADS = ((0, 0), (0, 0))
DILATION = (1, 1)
GROUPS = 1
SIZE = (2, 2)


def conv_forward(x, f, b):
    n, c, h, w = x.shape
    k, cg, kh, kw = f.shape
    (top, bottom), (left, right) = PADS
    oh = (h + top + bottom - DILATION[0] * (kh - 1) - 1) // STRIDE[0] + 1
    ow = (w + left + right - DILATION[1] * (kw - 1) - 1) // STRIDE[1] + 1
    padded = np.zeros((n, c, h + top + bottom, w + left + right))
    padded[:, :, top : top + h, left : left + w] = x
    out = np.zeros((n, k, oh, ow))
    for e in range(n):
        for o in range(k):
            first = o // (k // GROUPS) * cg
            for i in range(oh):
                for j in range(ow):
                    total = b[o]
                    for ch in range(cg):
                        for u in range(kh):
                            for v in range(kw):
                                row = i * STRIDE[0] + u * DILATION[0]
                                column = j * STRIDE[1] + v * DILATION[1]
                                total += f[o, ch, u, v] * padded[e, first + ch, row, column]
                    out[e, o, i, j] = total
    return out


def conv_grad_input(grad_o, x, f):
    n, c, h, w = x.shape
    k, cg, kh, kw = f.shape
    (top, bottom), (left, right) = PADS
    padded = np.zeros((n, c, h + top + bottom, w + left + right))
    for e in range(n):
        for o in range(k):
            first = o // (k // GROUPS) * cg
            for i in range(grad_o.shape[2]):
                for j in range(grad_o.shape[3]):
                    for ch in range(cg):
                        for u in range(kh):
                            for v in range(kw):
                                row = i * STRIDE[0] + u * DILATION[0]
                                column = j * STRIDE[1] + v * DILATION[1]
                                part = grad_o[e, o, i, j] * f[o, ch, u, v]
                                padded[e, first + ch, row, column] += part
    return padded[:, :, top : top + h, left : left + w]


def conv_grad_filter(grad_o, x, f):
    n, c, h, w = x.shape
    k, cg, kh, kw = f.shape
    (top, bottom), (left, right) = PADS
    padded = np.zeros((n, c, h + top + bottom, w + left + right))
    padded[:, :, top : top + h, left : left + w] = x
    grad = np.zeros((k, cg, kh, kw))
    for o in range(k):
        first = o // (k // GROUPS) * cg
        for ch in range(cg):
            for u in range(kh):
                for v in range(kw):
                    for e in range(n):
                        for i in range(grad_o.shape[2]):
                            for j in range(grad_o.shape[3]):
                                row = i * STRIDE[0] + u * DILATION[0]
                                column = j * STRIDE[1] + v * DILATION[1]
                                met = padded[e, first + ch, row, column]
                                grad[o, ch, u, v] += grad_o[e, o, i, j] * met
    return grad


def conv_grad_bias(grad_o):
    return grad_o.sum(axis=(0, 2, 3))


def max_pool_grad_input(grad_o, x):
    n, c, h, w = x.shape
    grad = np.zeros((n, c, h, w))
    for e in range(n):
        for ch in range(c):
            for i in range(grad_o.shape[2]):
                for j in range(grad_o.shape[3]):
                    best = -np.inf
                    for u in range(SIZE[0]):
                        for v in range(SIZE[1]):
                            row = i * STRIDE[0] + u - PADS[0][0]
                            column = j * STRIDE[1] + v - PADS[1][0]
                            if row < 0 or row >= h or column < 0 or column >= w:
                                continue
                            if x[e, ch, row, column] > best:
                                best = x[e, ch, row, column]
                                chosen = (e, ch, row, column)
                    grad[chosen] += grad_o[e, ch, i, j]
    return grad


def mean_pool_grad_input(grad_o, x):
    n, c, h, w = x.shape
    grad = np.zeros((n, c, h, w))
    for e in range(n):
        for ch in range(c):
            for i in range(grad_o.shape[2]):
                for j in range(grad_o.shape[3]):
                    top = i * STRIDE[0] - PADS[0][0]
                    left = j * STRIDE[1] - PADS[1][0]
                    rows = slice(max(top, 0), min(top + SIZE[0], h))
                    columns = slice(max(left, 0), min(left + SIZE[1], w))
                    count = (rows.stop - rows.start) * (columns.stop - columns.start)
                    grad[e, ch, rows, columns] += grad_o[e, ch, i, j] / count
    return grad
