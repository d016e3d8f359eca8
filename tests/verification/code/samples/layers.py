"""Classes with forward and backward, which keep what they need."""

import numpy as np


class Conv2D:
    def __init__(self, in_channels, out_channels, kernel_size, stride=1, padding=0):
        self.stride, self.padding, self.kernel_size = stride, padding, kernel_size
        self.W = np.random.randn(out_channels, in_channels, kernel_size, kernel_size)
        self.b = np.zeros(out_channels)
        self.dW = self.db = None

    def forward(self, x):
        self.x = x
        p, s, k = self.padding, self.stride, self.kernel_size
        self.xp = np.pad(x, ((0, 0), (0, 0), (p, p), (p, p)))
        ho, wo = (self.xp.shape[2] - k) // s + 1, (self.xp.shape[3] - k) // s + 1
        out = np.zeros((len(x), len(self.W), ho, wo))
        for i in range(ho):
            for j in range(wo):
                win = self.xp[:, None, :, i * s : i * s + k, j * s : j * s + k]
                out[:, :, i, j] = (win * self.W).sum(axis=(2, 3, 4)) + self.b
        return out

    def backward(self, dout):
        p, s, k = self.padding, self.stride, self.kernel_size
        self.dW, dxp = np.zeros_like(self.W), np.zeros_like(self.xp)
        self.db = dout.sum(axis=(0, 2, 3))
        for i in range(dout.shape[2]):
            for j in range(dout.shape[3]):
                rows, cols = slice(i * s, i * s + k), slice(j * s, j * s + k)
                g = dout[:, :, i, j][:, :, None, None, None]
                self.dW += (g * self.xp[:, None, :, rows, cols]).sum(axis=0)
                dxp[:, :, rows, cols] += (g * self.W).sum(axis=1)
        h, w = self.x.shape[2:]
        return dxp[:, :, p : p + h, p : p + w]


class Conv3x3:
    """Filters of 3×3 on one image (h, w); its filters change by a step of gradient descent."""

    def __init__(self, num_filters):
        self.num_filters = num_filters
        self.filters = np.random.randn(num_filters, 3, 3) / 9

    def forward(self, input):
        self.last_input = input
        h, w = input.shape
        output = np.zeros((h - 2, w - 2, self.num_filters))
        for i in range(h - 2):
            for j in range(w - 2):
                output[i, j] = np.sum(input[i : i + 3, j : j + 3] * self.filters, axis=(1, 2))
        return output

    def backprop(self, d_L_d_out, learn_rate):
        d_L_d_filters = np.zeros(self.filters.shape)
        h, w = self.last_input.shape
        for i in range(h - 2):
            for j in range(w - 2):
                for f in range(self.num_filters):
                    region = self.last_input[i : i + 3, j : j + 3]
                    d_L_d_filters[f] += d_L_d_out[i, j, f] * region
        self.filters -= learn_rate * d_L_d_filters
        return


class MaxPool2:
    def forward(self, input):
        self.last_input = input
        h, w, c = input.shape
        output = np.zeros((h // 2, w // 2, c))
        for i in range(h // 2):
            for j in range(w // 2):
                output[i, j] = np.amax(input[i * 2 : i * 2 + 2, j * 2 : j * 2 + 2], axis=(0, 1))
        return output

    def backprop(self, d_L_d_out):
        d_L_d_input = np.zeros(self.last_input.shape)
        for i in range(d_L_d_out.shape[0]):
            for j in range(d_L_d_out.shape[1]):
                region = self.last_input[i * 2 : i * 2 + 2, j * 2 : j * 2 + 2]
                h, w, f = region.shape
                amax = np.amax(region, axis=(0, 1))
                for i2 in range(h):
                    for j2 in range(w):
                        for f2 in range(f):
                            if region[i2, j2, f2] == amax[f2]:
                                d_L_d_input[i * 2 + i2, j * 2 + j2, f2] = d_L_d_out[i, j, f2]
        return d_L_d_input


class Dense:
    """Weights in a dictionary, their gradients in another."""

    def __init__(self, n_in, n_out, lr=0.01):
        self.lr = lr
        self.params = {"W": np.ones((n_in, n_out)), "b": np.zeros(n_out)}
        self.grads = {}

    def forward(self, x):
        self.x = x
        return x @ self.params["W"] + self.params["b"]

    def backward(self, grad_output):
        self.grads["W"] = self.x.T @ grad_output
        self.grads["b"] = grad_output.sum(axis=0)
        return grad_output @ self.params["W"].T


class PreparedConv2D:
    """Weights that `initialize` makes, changed by an optimizer; a filter as a pair, bias (K, 1)."""

    def __init__(self, n_filters, filter_shape, input_shape=None, padding="same", stride=1):
        self.n_filters, self.filter_shape, self.input_shape = n_filters, filter_shape, input_shape
        self.padding, self.stride = padding, stride

    def initialize(self, optimizer):
        height, width = self.filter_shape
        self.W = np.random.rand(self.n_filters, self.input_shape[0], height, width)
        self.w0 = np.zeros((self.n_filters, 1))
        self.W_opt, self.w0_opt = optimizer, optimizer

    def forward_pass(self, X, training):
        height, width = self.filter_shape
        self.layer_input = X
        self.view = np.lib.stride_tricks.sliding_window_view(X, (height, width), axis=(2, 3))
        self.view = self.view[:, :, :: self.stride, :: self.stride]
        return np.einsum("ncijuv,kcuv->nkij", self.view, self.W) + self.w0.reshape(1, -1, 1, 1)

    def backward_pass(self, accum_grad):
        W, s = self.W, self.stride
        grad_w = np.einsum("nkij,ncijuv->kcuv", accum_grad, self.view)
        grad_w0 = accum_grad.sum(axis=(0, 2, 3)).reshape(-1, 1)
        self.W = self.W_opt.update(self.W, grad_w)
        self.w0 = self.w0_opt.update(self.w0, grad_w0)
        below = np.zeros(self.layer_input.shape)
        kh, kw = W.shape[2:]
        for i, j in np.ndindex(*accum_grad.shape[2:]):
            part = np.einsum("nk,kcuv->ncuv", accum_grad[:, :, i, j], W)
            below[:, :, i * s : i * s + kh, j * s : j * s + kw] += part
        return below


class Parts:
    """A layer whose weights and gradients are those of an object in it; dx stays in it, too."""

    class Inner:
        def __init__(self, weights, bias):
            self.weights, self.bias = weights, bias
            self.weights_gradient = self.bias_gradient = None

    def __init__(self, n_in, n_out):
        self.inner = Parts.Inner(np.ones((n_out, n_in)), np.ones(n_out))

    def forward(self, x):
        self.x = x
        return x @ self.inner.weights.T + self.inner.bias

    def backward(self, dy):
        self.inner.weights_gradient = dy.T @ self.x
        self.inner.bias_gradient = dy.sum(axis=0)
        self.dx = dy @ self.inner.weights
