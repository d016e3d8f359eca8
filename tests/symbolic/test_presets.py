"""Notations by name, and changes to them."""

from __future__ import annotations

import pytest

from symconv import Notation, NotationError
from symconv.notation import PRESETS, as_notation
from symconv.notation.presets import PRESET_SOURCES


def test_presets_have_the_letters_and_styles_of_their_documents() -> None:
    facts = {
        name: (
            " ".join((n.input, n.filter, n.output, n.loss)),
            n.index, n.base, n.product, n.factor_order, n.upstream,
        )
        for name, n in PRESETS.items()
    }  # fmt: skip
    assert facts == {
        "matrix": ("X F O L", "digits", 1, "", "upstream-first", "partial"),
        "slides": ("A W Z L", "comma", 1, "*", "upstream-first", "partial"),
        "chapter": ("a w z L", "flat", 1, r"\times", "local-first", "partial"),
        "index": ("X F O L", "digits", 0, "", "upstream-first", "partial"),
        "blog": ("o w c E", "layers", 0, r"\cdot", "local-first", "delta"),
    }
    assert PRESET_SOURCES.keys() == PRESETS.keys()


def test_a_notation_is_itself_a_name_or_changes() -> None:
    own = Notation(input="I")
    assert as_notation(own) is own
    assert as_notation("matrix") == Notation()
    assert as_notation("slides;input=I;base=0") == Notation(
        "I", "W", "B", "Z", "L", index="comma", base=0, product="*"
    )
    assert as_notation("input=I; index = comma") == Notation(input="I", index="comma")
    assert as_notation(" chapter ; product = ; ") == Notation(
        "a",
        "w",
        "b",
        "z",
        "L",
        index="flat",
        factor_order="local-first",
        weight="w",
        target="y",
        prediction=r"\hat{y}",
        update="new",
    )


@pytest.mark.parametrize(
    ("value", "rule"),
    [
        ("fancy", "notation 'fancy' is not one of matrix, slides, chapter, index, blog"),
        ("", "notation '' is not one of matrix, slides, chapter, index, blog"),
        ("Matrix", "notation 'Matrix' is not one of matrix, slides, chapter, index, blog"),
        ("matrix;slides", "notation change 'slides' is not name=value with one of input, filter"),
        ("matrix;colour=red", "notation change 'colour=red' is not name=value with one of input"),
        ("matrix;__class__=x", "notation change '__class__=x' is not name=value"),
        ("matrix;base=2", "base '2' is not 0 or 1"),
        ("matrix;base=", "base '' is not 0 or 1"),
        ("matrix;index=roman", "index 'roman' is not one of"),
        ("matrix;input=X}\\input{/etc/passwd}", "input letter "),
        ("matrix;input=F", "letter 'F' stands for two things"),
        (3, "notation 3 is neither a name nor a Notation"),
        (None, "notation None is neither a name nor a Notation"),
        (["matrix"], "notation ['matrix'] is neither a name nor a Notation"),
    ],
)
def test_what_is_none_of_these_is_refused(value: object, rule: str) -> None:
    with pytest.raises(NotationError) as caught:
        as_notation(value)
    assert str(caught.value).startswith(rule)
    assert "\n" not in str(caught.value)
