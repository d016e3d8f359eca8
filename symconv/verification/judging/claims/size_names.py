"""What letters of sizes are called by habit, where a document does not say what they are."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum


class Size(StrEnum):
    """A number in a formula for sizes, along one axis."""

    INPUT = "input size"
    FILTER = "filter size"
    OUTPUT = "output size"
    STRIDE = "stride"
    PADDING = "padding on each side"
    BEFORE = "padding before"
    AFTER = "padding after"
    DILATION = "dilation"
    EXTENT = "extent of the dilated filter"
    REST = "remainder"


_WORDS: tuple[tuple[str, Size], ...] = (
    (r"pad.*(0|left|top|before|start)$|^p[htlw]?_?[lt]$|^ph_0$|^pw_0$", Size.BEFORE),
    (r"pad.*(1|right|bottom|after|end)$|^ph_1$|^pw_1$", Size.AFTER),
    (r"out|\bnew|result", Size.OUTPUT),
    (r"in$|_in|^in_|input|prev|old|image|img", Size.INPUT),
    (r"pool|kernel|filter|window|_k$|_f$|^k_|^f_|^fs$|^kh$|^kw$|^ks$|_{k}", Size.FILTER),
    (r"stride|^s$|^s_|^sh$|^sw$|step", Size.STRIDE),
    (r"pad|^p$|^p_", Size.PADDING),
    (r"dilat|^dh$|^dw$|^d$|^d_|rate", Size.DILATION),
    (r"^dkh$|^dkw$|hatk|tildek", Size.EXTENT),
    (r"^ih$|^iw$|^i$|^i'$|^h_1$|^w_1$|^n$|^m$|^n_h$|^n_w$|^n_", Size.INPUT),
    (r"^oh$|^ow$|^o$|^o'$|^h_2$|^w_2$", Size.OUTPUT),
    (r"^k$|^f$|^r$|^q$", Size.FILTER),
    (r"^h$|^w$|^l$|height|width|size|length", Size.INPUT),
    (r"^a$|^op$", Size.REST),
)
_CASED: Mapping[str, Size] = {
    "S": Size.STRIDE,
    "P": Size.PADDING,
    "K": Size.FILTER,
    "F": Size.FILTER,
}


def size_by_name(name: str) -> Size | None:
    r"""Give what a letter of a size is by habit; None if there is none.

    >>> [size_by_name(name).value for name in ("W_{in}", "S", "K")]
    ['input size', 'stride', 'filter size']
    """
    if name in _CASED:
        return _CASED[name]
    plain = re.sub(r"[\\{}\s]|text|mathrm|operatorname", "", name).lower()
    for pattern, size in _WORDS:
        if re.search(pattern, plain):
            return size
    return None
