"""`symconv figure`: the ending of a file says what it becomes."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.requirements import require

LAYER = "figure --input 4x5 --filter 3x2 --stride 1x2"


@pytest.mark.parametrize(
    ("name", "sign"),
    [
        ("a.svg", "<?xml"), ("a.tex", "% Compile with pdflatex."), ("a.html", "<!DOCTYPE html>"),
        ("a.md", "# How an output"), ("a.txt", "How an output"),
    ],
)  # fmt: skip
def test_the_ending_chooses_the_format(run: Run, name: str, sign: str) -> None:
    outcome = run(f"{LAYER} -o {name}")
    assert (outcome.status, outcome.out) == (0, "")
    assert outcome.err == "2-D, 1 channel, 4×5; 1 filter 3×2, stride 1×2; output 1×2×2\n"
    text = Path(name).read_text(encoding="utf-8")
    assert text.startswith(sign)
    run(f"{LAYER} -o {name}")
    assert Path(name).read_text(encoding="utf-8") == text


def test_pages_and_animations_have_all_steps(run: Run) -> None:
    run(f"{LAYER} -o steps.html")
    assert Path("steps.html").read_text(encoding="utf-8").count("<figure data-step=") == 4
    run(f"{LAYER} --step 2 -o one.html")
    text = Path("one.html").read_text(encoding="utf-8")
    assert "data-step" not in text
    assert 'data-entry="output 0 0 1"' in text
    image = require("PIL.Image")
    assert run(f"{LAYER} -o steps.gif").status == 0
    with image.open("steps.gif") as gif:
        assert gif.n_frames == 4


def test_a_strip_is_one_drawing(run: Run) -> None:
    assert run(f"{LAYER} --strip -o strip.svg").status == 0
    root = ET.parse("strip.svg").getroot()
    marks = [e.attrib["data-mark"] for e in root.iter() if "data-mark" in e.attrib]
    assert marks.count("chosen") == 4


def test_without_a_file_the_drawing_is_printed(run: Run) -> None:
    outcome = run(f"{LAYER} --of grad-filter --step 3")
    assert outcome.status == 0
    assert "<∂L/∂F₂₁>" in outcome.out
    assert "Step 3 of 6" in outcome.out
    every = run(f"{LAYER} --all")
    assert "Step 4 of 4" in every.out
    assert "Step" not in run(f"{LAYER} --places-only").out


def test_a_network_is_drawn(run: Run) -> None:
    words = (
        '[network]\ninput_shape = [1, 5, 6]\n[[network.layer]]\nkind = "conv"\n'
        'filter_size = 3\n[[network.layer]]\nkind = "flatten"\n'
    )
    Path("net.toml").write_text(words, encoding="utf-8")
    for name in ("net.svg", "net.html", "net.tex"):
        assert run(f"figure --network net.toml -o {name}").status == 0
    refused = run("figure --network net.toml -o net.gif")
    assert refused.status == 2
    assert refused.err.endswith("do not move; write them as .svg, .tex or .html\n")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (f"{LAYER} -o a.png", "-o a.png: no figure ends so; name it with one of .svg"),
        (f"{LAYER} --all -o a.svg", "an .svg file holds one drawing"),
        (f"{LAYER} --all --step 2", "--step, --all and --strip exclude each other"),
        (f"{LAYER} --step 5", "step 5 is not one of 1 to 4"),
        (f"{LAYER} --step 0", "0 is not in the range"),
        (f"{LAYER} --of pool", "did you mean 'forward'?"),
        ("figure", "no layer: give --input and --filter"),
        ("figure --kind dense --input 4 --units 2", "figures of windows show a convolution"),
        ("figure --input 224x224 --filter 3x3", "a drawing has at most 1,500 cells"),
    ],
)
def test_what_cannot_be_drawn_is_refused_in_one_line(run: Run, words: str, message: str) -> None:
    outcome = run(words)
    assert (outcome.status, outcome.out) == (2, "")
    assert message in outcome.err
    assert outcome.err.count("\n") == 1


def test_nothing_is_written_where_it_is_refused(run: Run) -> None:
    Path("a.svg").write_text("mine", encoding="utf-8")
    assert run(f"{LAYER} --step 99 -o a.svg").status == 2
    assert Path("a.svg").read_text(encoding="utf-8") == "mine"
