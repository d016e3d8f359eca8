"""Specs on the command line: read from flags, and written back as the flags that give them."""

from __future__ import annotations

from symconv.errors import SpecError, shown
from symconv.specs.command_line.record import FLAG_NAMES, LayerFlags
from symconv.specs.kinds import KINDS, kind_of
from symconv.specs.layer import LayerSpec

__all__ = ["FLAG_NAMES", "LayerFlags", "describe", "read_flags", "to_flags"]


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
    >>> read_flags(LayerFlags("3x32x31", "5x5", filters=6, padding="0:1x2:0"))
    ConvSpec((32, 31), (5, 5), in_channels=3, out_channels=6, padding=((0, 1), (2, 0)))
    """
    if flags.kind not in KINDS:
        raise SpecError(f"--kind {shown(flags.kind)} is not one of {', '.join(KINDS)}")
    kind = KINDS[flags.kind]
    try:
        flags.check(kind.flags.REQUIRED, kind.flags.OPTIONAL)
        arguments = kind.flags.read(flags)
    except SpecError as error:
        raise SpecError(f"{error}: {flags.as_typed()}") from None
    spec: LayerSpec = kind.spec(**arguments)
    return spec


def to_flags(spec: LayerSpec) -> list[str]:
    """Give the flags that `read_flags` reads back as `spec`, defaults left out.

    >>> from symconv.specs import ConvSpec
    >>> " ".join(to_flags(ConvSpec((5, 6), 3, stride=2, padding="same")))
    '--input 5x6 --filter 3x3 --stride 2 --padding 1:1x0:1'
    """
    kind = [] if spec.kind == "conv" else ["--kind", spec.kind]
    return kind + kind_of(spec).flags.write(spec)


def describe(spec: LayerSpec) -> str:
    """Say in a few words how a spec was read.

    >>> from symconv.specs import ConvSpec
    >>> describe(ConvSpec((32, 31), 5, in_channels=3, out_channels=6, stride=2))
    '2-D, 3 channels, 32×31; 6 filters 5×5, stride 2; output 6×14×14'
    """
    return kind_of(spec).flags.describe(spec)
