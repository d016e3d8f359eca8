"""The names of the package: all there, each loaded when it is first used."""

from __future__ import annotations

import subprocess
import sys

import pytest

import symconv

CONTRACT = {
    "ConvSpec", "Notation", "SymconvError", "SpecError", "build_kernel", "certify", "derive",
    "derive_expressions", "load_kernel", "reference",
}  # fmt: skip


def test_every_public_name_is_there() -> None:
    assert set(symconv.__all__) >= CONTRACT
    assert dir(symconv) == sorted(symconv.__all__)
    for name in symconv.__all__:
        assert getattr(symconv, name) is not None


def test_other_names_are_not() -> None:
    with pytest.raises(AttributeError, match="module 'symconv' has no attribute 'derivate'"):
        _ = symconv.derivate


def test_every_error_is_the_library_s() -> None:
    errors = [getattr(symconv, name) for name in symconv.__all__ if name.endswith("Error")]
    assert len(errors) >= 9
    assert all(issubclass(error, symconv.SymconvError) for error in errors)


@pytest.mark.parametrize(
    ("use", "loaded"),
    [
        ("symconv.ConvSpec((3, 4), 2).terms", []),
        ("symconv.reference.forward", ["numpy"]),
        ("symconv.Notation", ["sympy"]),
    ],
)
def test_a_name_loads_what_it_needs(use: str, loaded: list[str]) -> None:
    code = f"import sys, symconv; {use}; print([n for n in ('numpy', 'sympy') if n in sys.modules])"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout == f"{loaded}\n"
