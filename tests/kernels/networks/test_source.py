"""Python text in pieces: what is found, and what is given another name."""

from __future__ import annotations

import pytest

from symconv.errors import KernelError
from symconv.kernels.networks.source import break_line, reachable, read_pieces, rename

MODULE = '''\
def forward(x, size=None):
    """Say forward(x) and SIZE in words."""
    indices = np.arange(SIZE)  # not the function of that name; SIZE
    if len(indices) != SIZE:
        raise ValueError(f"{SIZE} not {len(indices)}, {{SIZE}} " f"{LAYER!r:>{SIZE}}")
    return _pad(x.SIZE, SIZE=SIZE) + [_pad for _pad in x]


# Of each entry its place,
# row by row.
def indices(x):
    return _pad(x, lambda SIZE: SIZE) + indices(x)


_TABLE = {"forward": 1}


def _pad(x, *rest):
    return x, _TABLE
'''


def prefixed(name: str) -> str:
    return f"own_{name}"


def test_text_is_taken_apart() -> None:
    pieces = read_pieces(MODULE)
    assert [piece.name for piece in pieces] == ["forward", "indices", "_TABLE", "_pad"]
    assert "\n\n\n".join(piece.text for piece in pieces) + "\n" == MODULE
    assert pieces[1].text.startswith("# Of each entry its place,\n")
    assert [sorted(piece.uses) for piece in pieces] == [
        ["LAYER", "SIZE", "forward"],  # its _pad and indices are local
        ["_pad", "indices"],
        ["_TABLE"],
        ["_TABLE", "_pad"],
    ]


def test_only_what_is_used_is_reached() -> None:
    pieces = read_pieces(MODULE)
    assert [piece.name for piece in reachable(pieces, ["forward"])] == ["forward"]
    assert [piece.name for piece in reachable(pieces, ["indices", "gone"])] == [
        "indices", "_TABLE", "_pad",
    ]  # fmt: skip


def test_names_of_the_module_are_replaced_and_no_others() -> None:
    forward, indices, table, pad = read_pieces(MODULE)
    names = {"forward", "indices", "_pad", "_TABLE", "SIZE", "LAYER"}
    assert rename(forward, names, prefixed).text == (
        "def own_forward(x, size=None):\n"
        '    """Say forward(x) and SIZE in words."""\n'
        "    indices = np.arange(own_SIZE)  # not the function of that name; SIZE\n"
        "    if len(indices) != own_SIZE:\n"
        '        raise ValueError(f"{own_SIZE} not {len(indices)}, {{SIZE}} " '
        'f"{own_LAYER!r:>{own_SIZE}}")\n'
        "    return _pad(x.SIZE, SIZE=own_SIZE) + [_pad for _pad in x]"
    )
    renamed = rename(indices, names, prefixed)
    assert renamed.name == "own_indices"
    assert renamed.text.endswith(
        "def own_indices(x):\n    return own__pad(x, lambda SIZE: SIZE) + own_indices(x)"
    )
    assert rename(table, names, prefixed).text == 'own__TABLE = {"forward": 1}'
    assert rename(pad, {"_TABLE"}, prefixed).name == "_pad"
    assert rename(pad, {"_TABLE"}, prefixed).text == "def _pad(x, *rest):\n    return x, own__TABLE"


@pytest.mark.parametrize("text", ["import os\n", "x = y = 1\n", "f(1)\n", "(a, b) = 1, 2\n"])
def test_what_is_no_function_and_no_assignment_is_refused(text: str) -> None:
    with pytest.raises(KernelError, match="line 1 is no function and no assignment of one name"):
        read_pieces(text)


def test_long_lines_are_broken_at_their_last_brackets_that_fit() -> None:
    long = "a" * 60
    assert break_line(f"    x = f({long}, {long})") == [f"    x = f({long}, {long})"]
    assert break_line(f"    x = f({long}, (1, 2), axis=(22222, 3333333))") == [
        "    x = f(",
        f"        {long}, (1, 2), axis=(22222, 3333333)",
        "    )",
    ]
    # the brackets at the end are not broken where the line does not fit before them
    assert break_line(f"    return x.sum(axis=0, dtype=x.dtype).reshape({long})[:, ::-1]") == [
        "    return x.sum(axis=0, dtype=x.dtype).reshape(",
        f"        {long}",
        "    )[:, ::-1]",
    ]
    assert break_line(f"x = {long}{long}()") == [f"x = {long}{long}()"]
