"""Plain text in markup: MathML, HTML and SVG."""

from __future__ import annotations

import re
from html import escape

_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that no markup may hold."""


def escape_markup(text: str) -> str:
    """Give plain text as markup that shows it, in an attribute too.

    >>> escape_markup('a < "b"')
    'a &lt; &quot;b&quot;'
    """
    return escape(_FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", text))
