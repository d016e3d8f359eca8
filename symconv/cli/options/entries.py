"""The option of what prints long derivations: which entries of its sections."""

from __future__ import annotations

from typing import Any

import click

entries_option = click.option(
    "--entries", multiple=True, metavar="WHICH",
    help="Of long sections, print chosen entries (the default), all, or those at a corner, an edge "
    "or inside, such as corner,inside. May be repeated, or joined by commas.",
)  # fmt: skip


def take_entries(options: dict[str, Any]) -> str:
    """Give which entries to print, as `to_text` and the like take them.

    Raises `NotationError` for what is none.
    """
    from symconv.derivation.choosing import Entries

    which = ",".join(options["entries"] or ("chosen",))
    Entries.read(which)
    return which
