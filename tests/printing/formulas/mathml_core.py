"""What MathML Core has of the elements that formulas need, and what their text says."""

from __future__ import annotations

import unicodedata
from collections import Counter
from xml.etree import ElementTree

ATTRIBUTES: dict[str, set[str]] = {
    "math": {"display", "displaystyle", "style"},
    "mi": {"mathvariant"},
    "mn": set(),
    "mo": {"form", "lspace", "rspace", "stretchy", "minsize", "maxsize", "movablelimits"},
    "mtext": {"class", "role", "aria-label"},
    "mspace": {"width"},
    "mpadded": {"aria-hidden", "depth", "height"},
    "mphantom": set(),
    "mrow": set(),
    "mfrac": set(),
    "msqrt": set(),
    "mroot": set(),
    "msub": set(),
    "msup": set(),
    "msubsup": set(),
    "munder": set(),
    "mover": set(),
    "munderover": set(),
    "mtable": {"class", "displaystyle"},
    "mtr": set(),
    "mtd": set(),
}
CHILDREN = {
    "mfrac": 2, "mroot": 2, "msub": 2, "msup": 2, "munder": 2, "mover": 2, "msubsup": 3,
    "munderover": 3, "mi": 0, "mn": 0, "mo": 0, "mtext": 0, "mspace": 0,
}  # fmt: skip
_LETTERS = str.maketrans({"∑": "Σ", "−": "-", "∣": "|", "⁻": "-", "′": "'"})
_SAID_OTHERWISE = frozenset(
    "()[]{}_/.,;·⋅*^√=≤ \n\u2061\u2062\u00a0˜¯→˙\u0302\u0303\u0304\u20d7\u0307"
)
"""What one writes and the other sets: brackets, limits of a sum, products, accents."""


def faults(element: ElementTree.Element) -> list[str]:
    """Give what is not MathML Core in an element."""
    found = []
    for part in element.iter():
        name = part.tag
        if name not in ATTRIBUTES:
            found.append(f"element {name}")
            continue
        found += [f"{name} {attribute}" for attribute in set(part.attrib) - ATTRIBUTES[name]]
        if part.get("mathvariant", "normal") != "normal":
            found.append(f"mathvariant {part.get('mathvariant')}")
        if name in CHILDREN and len(part) != CHILDREN[name]:
            found.append(f"{name} with {len(part)} children")
        if len(part) and "".join([part.text or "", *(child.tail or "" for child in part)]).strip():
            found.append(f"text in {name}")
    return found


def said(text: str) -> Counter[str]:
    """Count what a formula says, however it is set."""
    plain = unicodedata.normalize("NFKC", text.translate(_LETTERS))
    plain = unicodedata.normalize("NFD", plain).translate(_LETTERS)
    return Counter(character for character in plain if character not in _SAID_OTHERWISE)
