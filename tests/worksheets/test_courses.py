"""Courses: many sheets that share a style."""

from __future__ import annotations

import pytest

from symconv.errors import SpecFileError
from symconv.worksheets.courses import read_course
from symconv.worksheets.options import Topic

COURSE = """
course = "Convolutions"
notation = "slides"
seed = 3

[[sheet]]
name = "week1"
layer = { kind = "conv", input_size = [3, 4], filter_size = 2 }
topics = "short,choice"
numeric = true

[[sheet]]
name = "week2"
layer = { input_size = [5, 7], filter_size = [3, 2], stride = 2 }
notation = "matrix"
variants = 3

[sheet.vary]
stride = [1, 2]
"""
SPECS = """
[[layer]]
name = "a"
input_size = [3, 4]
filter_size = 2
"""
NETWORK = """
[network]
name = "n"
input_shape = [1, 4, 5]

[[network.layer]]
kind = "conv"
filter_size = 2
"""
FILES = """
[[sheet]]
name = "a"
layer = "specs.toml#a"

[[sheet]]
name = "b"
network = "net.toml"
"""
SHEET = '[[sheet]]\nname = "a"\nlayer = {input_size = 4, filter_size = 2}\n'


def read(tmp_path, text):
    path = tmp_path / "course.toml"
    path.write_text(text, encoding="utf-8")
    return read_course(path)


def test_sheets_share_what_stands_above_them(tmp_path) -> None:
    first, second = read(tmp_path, COURSE)
    assert (first.options.seed, second.options.seed) == (3, 3)
    assert first.options.course == "Convolutions"
    assert {Topic.CHOICE, Topic.NUMBERS} <= set(first.options.topics)
    assert (first.notation.input, second.notation.input) == ("A", "X")
    assert second.variants == 3
    assert second.ranges.values == {"stride": [1, 2]}


def test_layers_and_networks_stand_in_files_beside_the_course(tmp_path) -> None:
    (tmp_path / "specs.toml").write_text(SPECS, encoding="utf-8")
    (tmp_path / "net.toml").write_text(NETWORK, encoding="utf-8")
    sheets = read(tmp_path, FILES)
    assert sheets[0].spec.input_size == (3, 4)
    assert sheets[1].spec.name == "n"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "no .*sheet.* table"),
        ('titel = "x"\n[[sheet]]\nname = "a"', "unknown key 'titel'"),
        ('[[sheet]]\nname = "../a"', "name '../a' is not letters"),
        ('[[sheet]]\nname = "a"', "give either layer or network"),
        ('[[sheet]]\nname = "a"\nlayer = 3', "layer 3 is not the name of a file"),
        ('[[sheet]]\nname = "a"\nlayer = "none.toml"', "cannot read"),
        ('[[sheet]]\nname = "a"\nlayer = {input_size = 3, filter_size = 9}', "filter 9"),
        (SHEET + 'topics = "x"', "topic 'x'"),
        (SHEET + 'variants = -1', "variants -1"),
        (SHEET + 'seed = "x"', "seed 'x'"),
        (SHEET * 2, "given to two sheets"),
    ],
)  # fmt: skip
def test_a_course_that_cannot_be_read_says_why(tmp_path, text, words) -> None:
    with pytest.raises(SpecFileError, match=words) as error:
        read(tmp_path, text)
    assert "\n" not in str(error.value)
    assert "course.toml" in str(error.value) or "none.toml" in str(error.value)
