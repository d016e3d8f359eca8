"""The distribution, built and installed once for all tests, whichever worker comes first."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.requirements import missing, require

CHECKOUT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Installed:
    """The distributions, and interpreters that have the wheel or an editable install."""

    wheel: Path
    sdist: Path
    wheel_python: Path
    editable_python: Path


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """Build the source distribution, the wheel from it, and install into empty environments."""
    for module in ("build", "hatchling", "pip"):
        require(module)
    session = tmp_path_factory.getbasetemp()
    folder = (session.parent if "PYTEST_XDIST_WORKER" in os.environ else session) / "packaging"
    folder.mkdir(exist_ok=True)
    with _locked(folder / "lock"):
        if not (folder / "done").exists():
            _build(folder / "dist")
            _install(folder)
            (folder / "done").touch()
    (wheel,) = (folder / "dist").glob("*.whl")
    (sdist,) = (folder / "dist").glob("*.tar.gz")
    return Installed(wheel, sdist, _python(folder / "wheel"), _python(folder / "editable"))


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Let one process in at a time."""
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _build(folder: Path) -> None:
    _run(sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(CHECKOUT))


def _install(folder: Path) -> None:
    """Install the wheel into one environment, and the checkout as editable into another."""
    python, editable = _make_environment(folder / "wheel"), _make_environment(folder / "editable")
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    try:
        _run(*_pip(python), "install", "--only-binary=:all:", *project["dependencies"])
    except subprocess.CalledProcessError as error:
        missing(f"pip cannot install the dependencies: {error.stderr.strip()[-200:]}")
    (wheel,) = (folder / "dist").glob("*.whl")
    _run(*_pip(python), "install", "--no-index", str(wheel))
    _run(*_pip(editable), "install", "--no-deps", "--editable", str(CHECKOUT))
    # the dependencies in the other environment, found after the editable package
    _site_packages(editable).joinpath("zz.pth").write_text(f"{_site_packages(python)}\n")


def _make_environment(folder: Path) -> Path:
    _run(sys.executable, "-m", "venv", "--without-pip", str(folder))
    return _python(folder)


def _python(environment: Path) -> Path:
    return environment / "bin" / "python"


def _site_packages(python: Path) -> Path:
    code = "import sysconfig; print(sysconfig.get_path('purelib'))"
    return Path(_run(str(python), "-c", code).strip())


def _pip(python: Path) -> list[str]:
    return [sys.executable, "-m", "pip", "--quiet", "--python", str(python)]


def _run(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout
