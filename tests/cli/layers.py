"""A spec list to run commands on."""

from __future__ import annotations

from pathlib import Path

LIST = """
[[layer]]
name = "small"
kind = "conv"
input_size = [3, 4]
filter_size = [2, 3]
outputs = ["kernel", "derivation"]
strategies = ["taps", "im2col"]
notation = "slides;input=I"

[[layer]]
name = "strided"
kind = "conv"
input_size = 7
filter_size = 2
stride = 3
bias = true
"""


def write_list(folder: Path, text: str = LIST) -> Path:
    """Write a spec list into a folder."""
    path = folder / "layers.toml"
    path.write_text(text)
    return path
