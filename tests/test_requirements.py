"""What is missing skips, and fails where everything is required."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial

import pytest

from tests.requirements import require, require_tool

MISSING = [partial(require, "symconv_no_such_module"), partial(require_tool, "symconv-no-such")]


def test_what_is_there_is_given(tmp_path, monkeypatch) -> None:
    tool = tmp_path / "some-tool"
    tool.touch(mode=0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert require("sys") is sys
    assert require_tool("some-tool") == tool


@pytest.mark.parametrize("find", MISSING)
def test_what_is_missing_skips(find: Callable[[], object], monkeypatch) -> None:
    monkeypatch.delenv("SYMCONV_REQUIRE_ALL", raising=False)
    with pytest.raises(pytest.skip.Exception):
        find()


@pytest.mark.parametrize("find", MISSING)
def test_what_is_missing_fails_when_required(find: Callable[[], object], monkeypatch) -> None:
    monkeypatch.setenv("SYMCONV_REQUIRE_ALL", "1")
    with pytest.raises(pytest.fail.Exception):
        find()
