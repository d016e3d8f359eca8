"""Specs on the command line: read from flags, and written back as the flags that give them."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from symconv.errors import SpecError, cut, shown
from symconv.specs.answers.doubts import doubt_of_flags
from symconv.specs.answers.foreign import OPTIONS
from symconv.specs.kinds import KINDS, Kind, kind_of, meant_kind
from symconv.specs.layer import LayerSpec
from symconv.specs.options import InputSize, Option, Window
from symconv.specs.options.texts import joined
from symconv.specs.options.values import FlagValue
from symconv.suggestions import bare, meant

USUAL_KIND = "conv"
"""The kind of a layer whose command line says none."""


@dataclass(frozen=True)
class LayerFlags:
    """The flags of one layer as typed, by name; a flag that is not given is left out."""

    kind: str
    given: Mapping[str, FlagValue]

    def as_typed(self) -> str:
        """Give the flags as a command line has them; long values are cut, as in errors."""
        words = [] if self.kind == USUAL_KIND else ["--kind", self.kind]
        for name, value in self.given.items():
            words += [flag_of(name)] if value is True else [flag_of(name), cut(str(value))]
        return shlex.join(words)


def layer_flags(kind: str = USUAL_KIND, **given: FlagValue | None) -> LayerFlags:
    """Give flags by name; None and False stand for a flag that is not given.

    >>> layer_flags(input="3x3", filter="2x2", bias=True).as_typed()
    '--input 3x3 --filter 2x2 --bias'
    """
    order = [
        *(name for name in FLAGS if name in given),
        *(name for name in given if name not in FLAGS),
    ]
    values = ((name, given[name]) for name in order)
    return LayerFlags(
        kind, {name: value for name, value in values if value is not None and value is not False}
    )


@dataclass(frozen=True)
class SharedFlag:
    """A flag, and the option that it is of each kind that has it."""

    name: str
    options: Mapping[str, Option]

    @property
    def option(self) -> Option:
        """The option of the first kind that has the flag."""
        return next(iter(self.options.values()))

    @property
    def choices(self) -> tuple[str, ...]:
        """The words to choose from, where there are such."""
        words = (word for option in self.options.values() for word in option.value.choices)
        return tuple(dict.fromkeys(words))

    @property
    def may_stay_open(self) -> bool:
        """Whether the flag may have a letter in a derivation for any size."""
        return any(option.may_stay_open for option in self.options.values())

    def help(self) -> str:
        """Say what the flag means, for which kinds, and what its default is."""
        said: dict[str, list[str]] = {}
        for kind, option in self.options.items():
            said.setdefault(_meaning(option), []).append(kind)
        usual = [text for text, kinds in said.items() if USUAL_KIND in kinds]
        others = [
            f"{', '.join(kinds)}: {text}" for text, kinds in said.items() if text not in usual
        ]
        default = self._default()
        return "; ".join(usual + others) + "." + (f"  [default: {default}]" if default else "")

    def _default(self) -> str:
        """Give the default that the option has wherever there is one, or nothing."""
        texts = {
            joined(KINDS[kind].call.defaults[option.name])
            for kind, option in self.options.items()
            if option.name not in KINDS[kind].call.required and not option.is_flag_required
        }
        return texts.pop() if len(texts) == 1 and not texts & {"None", "False"} else ""


def _meaning(option: Option) -> str:
    *first, last = option.value.choices or ("",)
    words = f"{', '.join(first)} or {last}" if last else ""
    return ": ".join(filter(None, [option.help, words]))


def flag_of(name: str) -> str:
    """Give a flag as it is typed: --padding-mode."""
    return f"--{name.replace('_', '-')}"


def _shared_flags() -> Iterator[SharedFlag]:
    names = dict.fromkeys(name for kind in KINDS.values() for name in kind.flags)
    for name in names:
        owners = {word: kind.flags[name] for word, kind in KINDS.items() if name in kind.flags}
        yield SharedFlag(name, owners)


FLAGS: Mapping[str, SharedFlag] = {flag.name: flag for flag in _shared_flags()}
"""Every flag of a layer, by name, in the order in which kinds have them."""


def read_flags(flags: LayerFlags) -> LayerSpec:
    """Give the spec that the flags describe.

    Where a kind has a filter or a pool, its count of numbers is the rank; `input` has that many
    numbers (one channel) or one more (channels first).

    Raises
    ------
    SpecError
        Naming the flag, its value, the form it should have, and the flags or the spec.

    Examples
    --------
    >>> read_flags(layer_flags(input="3x32x31", filter="5x5", filters=6, padding="0:1x2:0"))
    ConvSpec((32, 31), (5, 5), in_channels=3, out_channels=6, padding=((0, 1), (2, 0)))
    """
    if flags.kind not in KINDS:
        raise SpecError(unknown_kind(flags.kind))
    kind = KINDS[flags.kind]
    doubt = doubt_of_flags(flags.kind, flags.given)
    asked = f" ({doubt})" if doubt else ""
    try:
        _check(kind, flags)
        arguments = _read(kind, flags.given)
    except SpecError as error:
        raise SpecError(f"{error}: {flags.as_typed()}{asked}") from None
    try:
        spec: LayerSpec = kind.spec(**arguments)
    except SpecError as error:
        raise SpecError(f"{error}{asked}") from None
    return spec


def unknown_kind(kind: str) -> str:
    """Give the error for a kind that there is not, as the command line names kinds."""
    found = meant_kind(kind)
    question = asked_plainly(found.as_flags()) if found else ""
    return f"--kind {shown(kind)} is not one of {', '.join(KINDS)}{question}"


def _check(kind: Kind, flags: LayerFlags) -> None:
    """Refuse a flag that the kind does not know, and one that is missing."""
    for name in flags.given:
        if name not in kind.flags:
            question = asked_plainly(*flags_meant(name, kind.flags))
            raise SpecError(f"{flag_of(name)} does not go with --kind {flags.kind}{question}")
    for name in kind.required_flags:
        if name not in flags.given:
            example = f"{flag_of(name)} {kind.flags[name].example}"
            raise SpecError(f"{flag_of(name)} is missing (for example {example})")


CHANNELS_FIRST = "--input with the channels first, such as 3x32x32, or 3 for a dense layer"
"""What says the channels, which have no flag of their own."""


def flags_meant(word: str, among: Iterable[str]) -> tuple[str, ...]:
    """Give the flags, and what else, that a person may have meant by the name of one.

    Words of others come first, such as kernel_size, then names of our own arguments, such as
    filter_size, then the flag that is written most alike.

    >>> flags_meant("kernel-size", FLAGS)
    ('--filter', '--pool')
    >>> flags_meant("in-channels", FLAGS)
    ('--input with the channels first, such as 3x32x32, or 3 for a dense layer',)
    >>> flags_meant("strid", FLAGS)
    ('--stride',)
    """
    flags = list(among)
    by_argument: dict[str, list[str]] = {}
    for kind in KINDS.values():
        for option in kind.options:
            by_argument.setdefault(bare(option.name), []).append(option.flag_name)
    own = by_argument.get(bare(word), [])
    theirs = [name for ours in OPTIONS.get(bare(word), ()) for name in by_argument[bare(ours)]]
    found = [name for name in own or theirs if not name or name in flags]
    if "" in found:
        return (CHANNELS_FIRST,)
    close = None if found or word in FLAGS else meant(word, flags)
    return tuple(dict.fromkeys(map(flag_of, found or filter(None, [close]))))


def asked_plainly(*texts: str) -> str:
    """Give the question whether one of some texts was meant, or nothing if there are none."""
    return f" (did you mean {' or '.join(texts)}?)" if texts else ""


def _read(kind: Kind, given: Mapping[str, FlagValue]) -> dict[str, Any]:
    """Give the arguments that the flags say; the window's count of numbers is the rank."""
    rank: int | None = None
    because = ""
    for name, option in kind.flags.items():
        if isinstance(option.value, Window):
            text = str(given[name])
            rank, because = option.value.rank(flag_of(name), text), f"{flag_of(name)} {cut(text)}"
    arguments: dict[str, Any] = {}
    for name, option in kind.flags.items():
        if name not in given:
            continue
        flag, value = flag_of(name), option.value
        if isinstance(value, InputSize):
            channels, size = value.read_with_channels(flag, str(given[name]), rank, because)
            arguments |= {option.name: size, value.channels: channels}
            rank = len(size)
        else:
            arguments[option.name] = value.read(flag, given[name], rank or 0)
    return arguments


def to_flags(spec: LayerSpec) -> list[str]:
    """Give the flags that `read_flags` reads back as `spec`, defaults left out.

    >>> from symconv.specs import ConvSpec
    >>> " ".join(to_flags(ConvSpec((5, 6), 3, stride=2, padding="same")))
    '--input 5x6 --filter 3x3 --stride 2 --padding 1:1x0:1'
    """
    kind = kind_of(spec)
    shortest = spec.shortest()
    told = kind.call.told(shortest)
    words = [] if spec.kind == USUAL_KIND else ["--kind", spec.kind]
    for name, option in kind.flags.items():
        if option.name not in told and name not in kind.required_flags:
            continue
        value = shortest[option.name]
        if isinstance(option.value, InputSize) and option.value.channels in told:
            value = (told[option.value.channels], *value)
        words += [flag_of(name)] if value is True else [flag_of(name), joined(value)]
    return words


def describe(spec: LayerSpec) -> str:
    """Say in a few words how a spec was read.

    >>> from symconv.specs import ConvSpec
    >>> describe(ConvSpec((32, 31), 5, in_channels=3, out_channels=6, stride=2))
    '2-D, 3 channels, 32×31; 6 filters 5×5, stride 2; output 6×14×14'
    """
    return spec.describe()
