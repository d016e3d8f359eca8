"""Things that only some tests need: without them the tests skip, or fail when all are required.

`SYMCONV_REQUIRE_ALL=1` in the environment, as on CI, turns each such skip into a failure.
"""

from __future__ import annotations

import importlib
import os
import shutil
from pathlib import Path
from types import ModuleType
from typing import NoReturn

import pytest


def require(module: str) -> ModuleType:
    """Import a module; in a test module, a fixture or a test."""
    try:
        return importlib.import_module(module)
    except ImportError as error:
        missing(f"cannot import {module}: {error}")


def require_tool(name: str) -> Path:
    """Find an executable."""
    found = shutil.which(name)
    if found is None:
        missing(f"{name} is not on the PATH")
    return Path(found)


def missing(reason: str) -> NoReturn:
    """Skip, or fail where everything is required."""
    if os.environ.get("SYMCONV_REQUIRE_ALL") == "1":
        pytest.fail(f"{reason}, and SYMCONV_REQUIRE_ALL is set", pytrace=False)
    pytest.skip(reason, allow_module_level=True)
