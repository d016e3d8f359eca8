"""Templates: where they are, and that they get exactly the keys they use."""

from __future__ import annotations

from pathlib import Path

import jinja2
import pytest

from symconv.errors import KernelError
from symconv.kernels.emission import templates
from symconv.kernels.emission.header import frame_data
from symconv.kernels.emission.templates import (
    MEMBER,
    render_template,
    template_keys,
    templates_folder,
)
from symconv.kernels.lowering import LOWERINGS
from tests.kernels.layers import LAYERS, STRATEGIES


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give an installed package with a templates folder of its own."""
    package = tmp_path / "site-packages" / "symconv"
    kernels = package / "_templates" / "kernels"
    kernels.mkdir(parents=True)
    monkeypatch.setattr(templates, "_PACKAGE", package)
    for cached in (templates.template_keys, templates._environment):
        cached.cache_clear()
    yield package / "_templates"
    for cached in (templates.template_keys, templates._environment):
        cached.cache_clear()


def test_the_folder_is_found() -> None:
    assert (templates_folder() / "kernels" / "base.py.jinja").is_file()


def test_each_strategy_has_a_template_of_its_name() -> None:
    for strategy in STRATEGIES:
        assert (templates_folder() / "kernels" / f"{strategy}.py.jinja").is_file()


def test_an_installed_folder_comes_before_one_beside_the_package(folder: Path) -> None:
    (folder.parents[1] / "templates" / "kernels").mkdir(parents=True)
    assert templates_folder() == folder


def test_a_folder_beside_the_package_is_found(folder: Path) -> None:
    (folder / "kernels").rmdir()
    beside = folder.parents[1] / "templates"
    (beside / "kernels").mkdir(parents=True)
    assert templates_folder() == beside


def test_a_missing_folder_is_told(folder: Path) -> None:
    (folder / "kernels").rmdir()
    with pytest.raises(KernelError, match=r"templates are missing from .*: install symconv again"):
        templates_folder()


@pytest.mark.parametrize("strategy", STRATEGIES)
@pytest.mark.parametrize("layer", LAYERS)
def test_keys_are_exactly_those_used_and_values_plain(layer: str, strategy: str) -> None:
    lowered = LOWERINGS[strategy](LAYERS[layer])
    frame = frame_data(LAYERS[layer], strategy, lowered)
    assert template_keys(lowered.template) == lowered.data.keys() | frame.keys()
    assert not lowered.data.keys() & frame.keys()
    own = {"prefix", "functions", "heads"}
    assert template_keys(lowered.template, MEMBER) == lowered.data.keys() | own

    def plain(value: object) -> bool:
        if isinstance(value, list):
            return all(map(plain, value))
        return type(value) in (str, int, bool)

    assert all(map(plain, (*lowered.data.values(), *frame.values())))


def test_missing_and_unused_keys_are_refused(folder: Path) -> None:
    (folder / "base.jinja").write_text("{{ title }}{% block body %}{% endblock %}")
    (folder / "part.jinja").write_text("{{ part }}")
    (folder / "page.jinja").write_text(
        '{% extends "base.jinja" %}'
        '{% block body %}{{ text }}{% include "part.jinja" %}{% endblock %}'
    )
    data = {"title": "a", "text": "b", "part": "c"}
    assert render_template("page.jinja", data) == "abc"
    with pytest.raises(KernelError, match=r"missing keys part, title; unused keys other$"):
        render_template("page.jinja", {"text": "b", "other": 1})
    with pytest.raises(KernelError, match=r"missing keys none; unused keys more$"):
        render_template("page.jinja", {**data, "more": 1})


def test_undefined_names_are_errors_whatever_the_keys_say(folder: Path) -> None:
    (folder / "page.jinja").write_text("{{ item.missing }}")
    with pytest.raises(jinja2.UndefinedError):
        render_template("page.jinja", {"item": "text"})


def test_a_template_named_by_data_is_refused(folder: Path) -> None:
    (folder / "page.jinja").write_text("{% include name %}")
    with pytest.raises(KernelError, match="a template that only its data names"):
        render_template("page.jinja", {"name": "base.jinja"})
