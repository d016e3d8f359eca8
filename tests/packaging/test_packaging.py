"""The wheel holds what it needs, and works wherever it is installed."""

from __future__ import annotations

import os
import subprocess
import tarfile
import zipfile
from email.parser import HeaderParser
from pathlib import Path

import pytest

import symconv
from symconv import ConvSpec
from symconv.kernels import build_kernel
from tests.generation.folders import contents
from tests.kernels.layers import STRATEGIES
from tests.packaging.conftest import CHECKOUT, Installed

LAYER = "--input 3x4x5 --filter 2x3 --filters 2 --padding 0:1x1:0 --padding-mode reflect --bias"
SPEC = ConvSpec(
    (4, 5), (2, 3), in_channels=3, out_channels=2, padding=((0, 1), (1, 0)),
    padding_mode="reflect", bias=True,
)  # fmt: skip
pytestmark = pytest.mark.slow  # a wheel is built and installed
WAYS = ["wheel", "editable", "checkout"]


def run(way: str, installed: Installed, cwd: Path, *arguments: str) -> str:
    """Run Python as it is installed in one of three ways; nothing else of ours is in its reach."""
    environment = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    if way == "checkout":
        environment["PYTHONPATH"] = str(CHECKOUT)
    python = installed.editable_python if way == "editable" else installed.wheel_python
    done = subprocess.run(
        [str(python), *arguments],
        capture_output=True,
        text=True,
        env=environment,
        cwd=cwd,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def files_below(folder: str) -> set[str]:
    """Give the files of a folder of the checkout that belong to the project."""
    found = (CHECKOUT / folder).rglob("*")
    return {
        str(path.relative_to(CHECKOUT))
        for path in found
        if path.is_file() and "__pycache__" not in path.parts
    }


def test_the_wheel_holds_the_package_the_templates_and_nothing_else(installed: Installed) -> None:
    names = set(zipfile.ZipFile(installed.wheel).namelist())
    templates = {f"symconv/_{name}" for name in files_below("templates")}
    assert {f"symconv/_templates/kernels/{name}.py.jinja" for name in STRATEGIES} <= templates
    assert "symconv/py.typed" in names
    information = {name for name in names if ".dist-info/" in name}
    assert names - information == files_below("symconv") | templates
    assert {name.partition("/")[2] for name in information} >= {
        "METADATA", "entry_points.txt", "licenses/LICENSE",
    }  # fmt: skip


def test_what_the_wheel_says_of_itself(installed: Installed) -> None:
    with zipfile.ZipFile(installed.wheel) as wheel:
        (name,) = (name for name in wheel.namelist() if name.endswith("/METADATA"))
        metadata = HeaderParser().parsestr(wheel.read(name).decode())
        entry_points = wheel.read(name.replace("METADATA", "entry_points.txt")).decode()
    assert metadata["Name"] == "symconv"
    assert metadata["Version"] == symconv.__version__
    assert metadata["License-Expression"] == "MIT"
    assert metadata["Requires-Python"] == ">=3.11"
    needed = {
        line.partition(">")[0] for line in metadata.get_all("Requires-Dist") if ";" not in line
    }
    assert needed == {
        "sympy", "mpmath", "numpy", "jinja2", "click", "rich", "lark", "markdown-it-py", "nbformat",
    }  # fmt: skip
    assert "symconv = symconv.__main__:run" in entry_points


def test_the_source_distribution_holds_what_the_project_is_built_and_tested_from(
    installed: Installed,
) -> None:
    with tarfile.open(installed.sdist) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert names >= files_below("symconv") | files_below("templates")
    assert names >= {"pyproject.toml", "README.md", "LICENSE", "tests/packaging/test_packaging.py"}


@pytest.mark.parametrize("way", WAYS)
def test_the_templates_are_found(installed: Installed, tmp_path: Path, way: str) -> None:
    code = (
        "import symconv; from symconv.kernels.emission.templates import templates_folder; "
        "print(symconv.__file__); print(templates_folder())"
    )
    package, folder = run(way, installed, tmp_path, "-c", code).splitlines()
    beside = Path(package).parent
    if way == "wheel":
        assert installed.wheel_python.parents[1] in beside.parents
        assert Path(folder) == beside / "_templates"
    else:
        assert beside == CHECKOUT / "symconv"
        assert Path(folder) == CHECKOUT / "templates"


@pytest.mark.parametrize("way", WAYS)
def test_derives_and_generates_far_from_the_checkout(
    installed: Installed, tmp_path: Path, way: str
) -> None:
    program = ["-m", "symconv"]
    derived = run(way, installed, tmp_path, *program, "derive", *LAYER.split())
    assert derived == symconv.derive(SPEC).to_text()
    for strategy in STRATEGIES:
        arguments = ["generate", *LAYER.split(), "--strategy", strategy, "-o", "kernels"]
        written = run(way, installed, tmp_path, *program, *arguments)
        assert ": proved (symbolic): " in written
    kernels = [build_kernel(SPEC, strategy) for strategy in STRATEGIES]
    assert contents(tmp_path / "kernels") == {
        f"{kernel.name}.py": kernel.source.encode() for kernel in kernels
    }


def test_the_script_is_installed(installed: Installed, tmp_path: Path) -> None:
    script = installed.wheel_python.with_name("symconv")
    shown = subprocess.run(
        [script, "--version"], capture_output=True, text=True, cwd=tmp_path, check=True
    )
    assert shown.stdout == f"symconv {symconv.__version__}\n"
