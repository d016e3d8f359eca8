"""Functions that take everything as arguments; one function per gradient; single images."""

from functools import partial

import numpy as np


def conv_backward(dZ, A_prev, W, b, padding=0, stride=1):
    n, k, ho, wo = dZ.shape
    f = W.shape[2]
    padded = np.pad(A_prev, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    dA = np.zeros_like(padded)
    dW = np.zeros_like(W)
    for i in range(ho):
        for j in range(wo):
            rows, cols = slice(i * stride, i * stride + f), slice(j * stride, j * stride + f)
            for c in range(k):
                g = dZ[:, c, i, j][:, None, None, None]
                dA[:, :, rows, cols] += g * W[c]
                dW[c] += (g * padded[:, :, rows, cols]).sum(axis=0)
    h, w = A_prev.shape[2:]
    return dA[:, :, padding : padding + h, padding : padding + w], [dW, dZ.sum(axis=(0, 2, 3))]


def correlate(image, kernel):
    kh, kw = kernel.shape
    ho, wo = image.shape[0] - kh + 1, image.shape[1] - kw + 1
    return np.array(
        [[(image[i : i + kh, j : j + kw] * kernel).sum() for j in range(wo)] for i in range(ho)]
    )


def grad_image(dout, kernel):
    kh, kw = kernel.shape
    grown = np.pad(dout, ((kh - 1, kh - 1), (kw - 1, kw - 1)))
    return correlate(grown, kernel[::-1, ::-1])


def grad_kernel(dout, image):
    return correlate(image, dout)


def strided_grad_input(grad_out, weights, stride, size):
    k, c, kh, kw = weights.shape
    dx = np.zeros((len(grad_out), c, *size), dtype=grad_out.dtype)
    for i in range(grad_out.shape[2]):
        for j in range(grad_out.shape[3]):
            part = np.tensordot(grad_out[:, :, i, j], weights, axes=(1, 0))
            dx[:, :, i * stride : i * stride + kh, j * stride : j * stride + kw] += part
    return dx


strided_by_two = partial(strided_grad_input, stride=2, size=(5, 6))


def unclear(p1, p2):
    return p1


def changes_its_argument(dout, x):
    dout[x <= 0] = 0
    return dout


def crashes(dout, w):
    return dout @ w[:, :, :, :, None]


def mean_squared_error_grad(y_true, y_pred):
    return 2 * (y_pred - y_true) / y_true.shape[1]


def batch_mean_grad(y_true, y_pred):
    return 2 * (y_pred - y_true) / y_true.size


def with_sizes(dZ, W, f, s, p, n_H_prev=5, n_W_prev=6):
    dA = np.zeros((len(dZ), W.shape[1], n_H_prev + 2 * p, n_W_prev + 2 * p))
    for h, w in np.ndindex(*dZ.shape[2:]):
        part = np.tensordot(dZ[:, :, h, w], W, axes=(1, 0))
        dA[:, :, h * s : h * s + f, w * s : w * s + f] += part
    return dA[:, :, p:-p, p:-p]
