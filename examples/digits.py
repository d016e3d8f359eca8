"""Train a small LeNet on handwritten digits with nothing but its generated module and NumPy.

The digits are scikit-learn's: 1797 images of 8 by 8 pixels. One in five is held out. The network
is generated/networks/lenet_digits.toml; its module, lenet_digits.py beside it, was written by
`symconv generate --network`.

    python examples/digits.py                   train, print the accuracy, draw the loss
    python examples/digits.py --epochs 5 -o .   fewer epochs, the plot in this folder

It needs scikit-learn for the images, and draws with matplotlib where that is installed:
`pip install symconv[examples]`.
"""

from __future__ import annotations

import argparse
import importlib.util
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Array: TypeAlias = NDArray[Any]
Parameters: TypeAlias = dict[str, Array]

MODULE = Path(__file__).resolve().parents[1] / "generated" / "networks" / "lenet_digits.py"
HELD_OUT = 0.2
BATCH = 32
RATE = 0.2
SEED = 0


@dataclass(frozen=True)
class Digits:
    """Images (N, 1, 8, 8) with entries from 0 to 1, and one 1 among ten entries for each."""

    images: Array
    targets: Array

    def __len__(self) -> int:
        return len(self.images)

    def at(self, numbers: Array) -> Digits:
        """Give some of the images."""
        return Digits(self.images[numbers], self.targets[numbers])


@dataclass(frozen=True)
class Training:
    """What training gave: parameters, and the mean loss of an example in each epoch."""

    parameters: Parameters
    training_losses: list[float]
    test_losses: list[float]
    accuracy: float


def load_module(path: Path = MODULE) -> ModuleType:
    """Import the generated module, which stands alone."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    if spec is None or spec.loader is None:
        raise ImportError(f"cannot import {path}")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def load_digits() -> tuple[Digits, Digits]:
    """Give the images to train with, and those held out."""
    from sklearn import datasets

    data = datasets.load_digits()
    images = data.images[:, np.newaxis] / 16
    digits = Digits(images, np.eye(10)[data.target])
    order = np.random.default_rng(SEED).permutation(len(digits))
    held_out = int(HELD_OUT * len(digits))
    return digits.at(order[held_out:]), digits.at(order[:held_out])


def train(network: ModuleType, training: Digits, test: Digits, epochs: int) -> Training:
    """Train by stochastic gradient descent on small batches, with a rate that falls to zero."""
    generator = np.random.default_rng(SEED)
    parameters = network.initialise(SEED)
    training_losses, test_losses = [], []
    for epoch in range(epochs):
        rate = RATE * (1 + np.cos(np.pi * epoch / epochs)) / 2
        total = 0.0
        for numbers in np.array_split(generator.permutation(len(training)), len(training) // BATCH):
            batch = training.at(numbers)
            loss, gradients = network.backward(batch.images, batch.targets, parameters)
            parameters = network.sgd_step(parameters, gradients, rate / len(batch))
            total += loss
        training_losses.append(total / len(training))
        test_losses.append(network.loss(test.images, test.targets, parameters) / len(test))
    accuracy = measure_accuracy(network, test, parameters)
    return Training(parameters, training_losses, test_losses, accuracy)


def measure_accuracy(network: ModuleType, digits: Digits, parameters: Parameters) -> float:
    """Give the share of images whose largest prediction is the digit."""
    predicted = network.forward(digits.images, parameters).argmax(axis=1)
    return float((predicted == digits.targets.argmax(axis=1)).mean())


def draw_losses(result: Training, path: Path) -> bool:
    """Draw the loss curve where matplotlib is there; the suffix of the path is its format."""
    try:
        from matplotlib.figure import Figure
    except ImportError:
        return False
    figure = Figure(figsize=(6, 4), layout="constrained")
    axes = figure.subplots()
    epochs = range(1, len(result.training_losses) + 1)
    axes.plot(epochs, result.training_losses, label="training images")
    axes.plot(epochs, result.test_losses, label="held-out images")
    axes.xaxis.get_major_locator().set_params(integer=True)
    axes.set(xlabel="epoch", ylabel="cross-entropy of an image", yscale="log")
    axes.set_title(f"lenet_digits: {100 * result.accuracy:.1f} % of the held-out digits are right")
    axes.legend()
    figure.savefig(path)
    return True


def main() -> None:
    """Train, print the accuracy and draw the loss."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("--epochs", type=int, default=20)
    parser.add_argument("-o", "--output", type=Path, default=Path(), help="folder for the plot")
    options = parser.parse_args()
    training, test = load_digits()
    result = train(load_module(), training, test, options.epochs)
    for epoch, losses in enumerate(
        zip(result.training_losses, result.test_losses, strict=True), start=1
    ):
        print(f"epoch {epoch:2}: loss {losses[0]:.4f}, held out {losses[1]:.4f}")
    print(f"{100 * result.accuracy:.2f} % of {len(test)} held-out digits are right")
    path = options.output / "digits_loss.svg"
    drawn = draw_losses(result, path)
    print(f"the loss is drawn in {path}" if drawn else "matplotlib would draw the loss")


if __name__ == "__main__":
    main()
