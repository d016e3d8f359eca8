"""Letters: the input X, W is the filter, stride s, H_k is the height of the kernel."""

from __future__ import annotations

from collections.abc import Iterator

from symconv.verification.facts import Array, FactKind, Quantity
from symconv.verification.stating.clauses import ENDS, LINKS, ROLES, Clause, Found
from symconv.verification.stating.compounds import PARTICLES
from symconv.verification.stating.concepts import ARRAYS, SETTINGS, Concept, Item
from symconv.verification.stating.letters import array_letter

C = Concept
_MEASURES = (C.HEIGHT, C.WIDTH)
NAMED = ROLES | frozenset(SETTINGS) | frozenset((C.QUANTITY, *_MEASURES))
"""What a letter may stand for."""
_CROSSED = frozenset((C.ARITHMETIC, C.TIMES, C.SIGN, C.MATH, C.PART, C.INDEX))
_COUNTERS = frozenset("ijlmnpqrstuvkdh")
"""Small letters that, with no more said, count entries rather than name an array."""
_COUNTED = {
    C.INPUT: Quantity.INPUT_SIZE, C.IMAGE: Quantity.INPUT_SIZE, C.FILTER: Quantity.FILTER_SIZE,
    C.OUTPUT: Quantity.OUTPUT_SIZE,
}  # fmt: skip
"""What a counting letter tells of an array that it is put beside in a list of sizes."""
_POINTING = frozenset(["this", "these", "such", "that", "each", "every"])
"""Words that point back to a thing rather than name the layer's."""
_UNITS = frozenset(["unit", "neuron", "node", "cell", "neurons", "units"])
_GRADIENTS = frozenset((r"\delta", r"\Delta", "G", "g", "dout", "delta"))
_LOSSES = frozenset(["E", "C", "J", "L", "Q", "e"])
_FILTER_MARKS = frozenset(["k", "K", "f", "F", "w", "W", "kernel", "filter"])
_OUTPUT_MARKS = frozenset(["o", "O", "out", "output", "new"])
_SETTING_KINDS = {
    C.STRIDE: FactKind.STRIDE, C.PADDING: FactKind.PADDING, C.DILATION: FactKind.DILATION,
}  # fmt: skip


def letter_after(clause: Clause, at: int) -> Iterator[Found]:
    """Read a name and the letter behind it: the filter is denoted by W, kernel size k."""
    if clause.concept(at) not in NAMED or clause.near(at, 2, C.NOT, C.NO):
        return
    stop = clause.skip(at + 1, frozenset((C.NOUN, C.EMPTY)))
    if clause.concept(at) in SETTINGS:
        stop = _past_of(clause, stop)
    linked = clause.concept(stop) in LINKS or _is_denoted(clause, stop)
    bracketed = clause.concept(stop) is C.OPEN
    place = clause.skip(stop + 1) if linked else stop + bracketed
    if clause.concept(place) is not C.LETTER or not _is_free(clause, place, linked):
        return
    item = clause.items[place]
    if item.value == "x" and not item.math and clause.concept(at) not in ROLES:
        return
    if clause.value(at) == "pad" and clause.concept(place + 1) not in ENDS:
        return
    if clause.value(at - 1) in _POINTING or _is_of_unit(clause, place + 1):
        return
    if bracketed and clause.concept(place + 1) not in (C.CLOSE, C.EQUALS):
        return
    sized = clause.near(at, 3, C.SHAPE) or clause.concept(place + 1) is C.SHAPE
    yield from _named(clause, at, place, at, place + 1, sure=linked or bracketed or sized)


def letter_before(clause: Clause, at: int) -> Iterator[Found]:
    """Read a letter and its name behind it: W is the filter, W the image, S: stride."""
    if clause.concept(at) is not C.LETTER or clause.concept(at - 1) in _CROSSED:
        return
    name = _name_behind(clause, at)
    if name is None:
        return
    if clause.concept(name) is C.QUANTITY and clause.concept(name + 1) is C.SHAPE:
        yield from _sized(clause, at, name)
        return
    both = clause.concept(at - 1) is C.AND and clause.concept(at - 2) is C.LETTER
    second = clause.skip(name + 2) if both else 0
    if both and clause.concept(name + 1) is C.AND and clause.concept(second) in NAMED:
        yield from _named(clause, name, at - 2, at - 2, name + 1, sure=True)
        yield from _named(clause, second, at, at, second + 1, sure=True)
    elif not both or clause.value(at + 1) not in ("are", "be"):
        yield from _named(clause, name, at, at, name + 1, sure=name > at + 1)


def _sized(clause: Clause, at: int, name: int) -> Iterator[Found]:
    """Read an array that is named by its size: X, the input of size 3×3."""
    word, _, measure = clause.value(name).partition(" ")
    letter = array_letter(clause.value(at))
    if measure == "size" and word in ("input", "filter", "output"):
        yield Found(FactKind.LETTER, letter, word, at, name + 1)


def _past_of(clause: Clause, at: int) -> int:
    """Give the place behind "of (size)" where a setting's own letter stands: stride of s."""
    place = clause.skip(at, frozenset((C.OF, C.SIZE)))
    return place if clause.value(place)[:1].lower() in ("s", "p", "d") else at


def _is_of_unit(clause: Clause, at: int) -> bool:
    """Tell whether the letter belongs to a unit inside the layer: the input c of the neuron."""
    return any(clause.value(place) in _UNITS for place in range(at, at + 5))


def _name_behind(clause: Clause, at: int) -> int | None:
    link = at + 1
    if clause.concept(link) is C.MEMBER and clause.concept(link + 1) is C.SHAPE:
        link += 2
    telegraphic = False
    if clause.concept(link) in LINKS:
        name = clause.skip(link + 1, frozenset((C.ARTICLE, C.EMPTY, C.HERE, C.DENOTES)))
    elif clause.concept(link) is C.ARTICLE and _begins(clause, at):
        name = clause.skip(link)
    else:
        name, telegraphic = link, True
    if clause.concept(name) is C.SHAPE and not telegraphic:
        name = clause.skip(name + 1)
    if clause.value(name) == "第":
        name = _past_layer(clause, name)
    if clause.concept(name) not in NAMED or _another_follows(clause, name):
        return None
    if clause.value(name + 1) in PARTICLES and clause.concept(name + 2) not in ENDS:
        return None
    if telegraphic and clause.concept(at - 1) is not C.IS:
        behind = clause.concept(clause.skip(name + 1, frozenset((C.NOUN,))))
        if not _begins(clause, at) or behind not in ENDS | {C.OPEN}:
            return None
    return name


def _past_layer(clause: Clause, at: int) -> int:
    """Give the place behind "of the l-th layer", which stands first in Chinese: 第 l 层的."""
    passed = frozenset((C.NOUN, C.OF, C.OPERATION))
    return clause.skip(at + 2, passed) if clause.concept(at + 1) in (C.LETTER, C.NUMBER) else at


def _another_follows(clause: Clause, name: int) -> bool:
    """Tell whether the name names the letter behind it: "X, the filter W"; "K: stride S"."""
    return clause.concept(name + 1) is C.LETTER and clause.concept(name + 2) is not C.EQUALS


def _begins(clause: Clause, at: int) -> bool:
    return clause.concept(at - 1) in ENDS | {
        C.WITH,
        C.COLON,
        C.SHAPE,
        C.BY,
        C.ARTICLE,
        C.DENOTE,
        C.IS,
    }


def _is_denoted(clause: Clause, at: int) -> bool:
    """Tell whether "by" stands here after "denote": we denote the filter by W."""
    joined = clause.concept(at) is C.BY or clause.value(at) in ("mit", "par", "por", "con")
    return joined and clause.near(at, 8, C.DENOTE, C.DENOTES)


def _is_free(clause: Clause, at: int, linked: bool) -> bool:
    """Tell whether a letter stands alone, not as the beginning of a formula."""
    following = clause.concept(at + 1)
    if following in (C.ARITHMETIC, C.SIGN, C.MATH):
        return False
    if following is C.TIMES or clause.concept(at + 1) is C.LETTER:
        return False
    if following is C.DASH and clause.concept(at + 2) in (C.NUMBER, C.LETTER):
        return False
    return not (linked and following is C.EQUALS and clause.concept(at - 1) is C.IS)


def _named(
    clause: Clause, name: int, letter: int, at: int, stop: int, *, sure: bool
) -> Iterator[Found]:
    concept, item = clause.concept(name), clause.items[letter]
    if concept in ROLES:
        array = _array(concept, array_letter(item.value))
        counts = concept in _COUNTED and array_letter(item.value) in _COUNTERS
        if counts and not sure:
            yield from _counted(clause, name, item.value, at, stop)
        elif array:
            yield Found(FactKind.LETTER, array_letter(item.value), array.value, at, stop)
        return
    quantity = _quantity(clause.items[name], item.value)
    yield Found(FactKind.SIZE, item.value, quantity.value, at, stop)
    if concept in _SETTING_KINDS and clause.concept(letter + 1) is not C.EQUALS:
        subject = "pool" if clause.has(C.POOL) else ""
        yield Found(_SETTING_KINDS[concept], subject, item.value, at, stop)


def _counted(clause: Clause, name: int, letter: str, at: int, stop: int) -> Iterator[Found]:
    """Read sizes named shortly beside a stride's letter: input i, kernel k, stride s."""
    lettered = any(
        item.concept in SETTINGS
        and C.LETTER in (clause.concept(place - 1), clause.concept(place + 1))
        for place, item in enumerate(clause.items[at : at + 12], at)
    )
    if lettered and clause.concept(stop) in ENDS:
        yield Found(FactKind.SIZE, letter, _COUNTED[clause.concept(name)].value, at, stop)


def _array(concept: Concept, letter: str) -> Array | None:
    if concept is C.ERROR:
        if letter in _GRADIENTS:
            return Array.GRADIENT
        return Array.LOSS if letter.strip("\\") in _LOSSES else None
    if concept is C.GRADIENT and letter not in _GRADIENTS:
        return None
    if concept in (C.INPUT, C.IMAGE, C.FILTER, C.OUTPUT, C.BIAS) and letter == r"\delta":
        return None
    if concept is C.LOSS and letter in ("L1", "L2"):
        return None
    return ARRAYS[concept]


def _quantity(name: Item, letter: str) -> Quantity:
    """Give the number that a letter stands for; a mark below H or W tells whose height it is."""
    if name.concept in SETTINGS:
        return SETTINGS[name.concept]
    if name.concept is C.QUANTITY:
        return Quantity(name.value)
    below = letter.partition("_")[2]
    tall = name.concept is C.HEIGHT
    if below in _FILTER_MARKS:
        return Quantity.FILTER_HEIGHT if tall else Quantity.FILTER_WIDTH
    if below in _OUTPUT_MARKS:
        return Quantity.OUTPUT_HEIGHT if tall else Quantity.OUTPUT_WIDTH
    return Quantity.INPUT_HEIGHT if tall else Quantity.INPUT_WIDTH
