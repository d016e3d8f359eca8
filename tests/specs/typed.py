"""Reading flags as a plain parser does, for tests of any kind of layer."""

from __future__ import annotations

from symconv.specs.flags import FLAGS, LayerFlags, layer_flags
from symconv.specs.options.values import FlagValue


def typed(words: list[str]) -> LayerFlags:
    """Read flags: a switch stands alone, any other flag has one value, none is given twice."""
    remaining = iter(words)
    given: dict[str, FlagValue] = {}
    kind = "conv"
    for word in remaining:
        assert word.startswith("--")
        assert word.isascii()
        name = word.removeprefix("--").replace("-", "_")
        assert name not in given
        if name == "kind":
            kind = next(remaining)
        elif FLAGS[name].option.value.is_switch:
            given[name] = True
        else:
            value = next(remaining)
            assert " " not in value
            given[name] = int(value) if FLAGS[name].option.value.is_integer else value
    return layer_flags(kind, **given)
