"""How each fixture is called, by hand: an adapter per style, from and to the standard layouts.

Nothing here is found out: every adapter knows what its function takes and gives. Results are
(N, C, H, W), (K, C, kh, kw) and (K,), by the name of the function of the reference.
"""

from __future__ import annotations

from tests.verification.code.by_hand import classes, columns, functions, pools
from tests.verification.code.by_hand.calls import Adapter

ADAPTERS: dict[str, Adapter] = {
    **functions.ADAPTERS,
    **columns.ADAPTERS,
    **classes.ADAPTERS,
    **pools.ADAPTERS,
}
