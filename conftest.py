"""What is collected: modules that need a package of an extra only where that is installed."""

from __future__ import annotations

from importlib.util import find_spec

collect_ignore = [] if find_spec("sphinx") else ["symconv/sphinxext"]
