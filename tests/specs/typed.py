"""Reading flags as a plain parser does, for tests of any kind of layer."""

from __future__ import annotations

from typing import Any, get_type_hints

from symconv.specs.flags import LayerFlags


def typed(words: list[str]) -> LayerFlags:
    """Read flags: a switch stands alone, any other flag has one value, none is given twice."""
    types = {name: str(hint) for name, hint in get_type_hints(LayerFlags).items()}
    remaining = iter(words)
    given: dict[str, Any] = {}
    for word in remaining:
        assert word.startswith("--")
        assert word.isascii()
        name = word.removeprefix("--").replace("-", "_")
        assert name not in given
        if "bool" in types[name]:
            given[name] = True
        else:
            value = next(remaining)
            assert " " not in value
            given[name] = int(value) if "int" in types[name] else value
    return LayerFlags(**given)
