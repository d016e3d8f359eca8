"""What drawings say: titles of panels, captions, and what is seen in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from symconv.documents import Text
from symconv.formulas import Formula
from symconv.roles import Role
from symconv.specs import ConvTransposeSpec
from symconv.worksheets.figures.layout import is_run
from symconv.worksheets.figures.scenes import Contact, Drawn, Of, Scene

_AXES = {
    1: (("place", "places"),),
    2: (("row", "rows"), ("column", "columns")),
    3: (("slice", "slices"), ("row", "rows"), ("column", "columns")),
}
_ROLES = {Role.INPUT: "input", Role.FILTER: "filter", Role.OUTPUT: "output"}
MOST_TERMS = 9
"""A sum of more terms is not written in a caption."""


def array_name(array: Drawn, whole: Formula) -> Text:
    """Give what an array is called, with its letter: input X, gradient ∂L/∂O."""
    word = "gradient" if array.is_gradient else _ROLES[array.role]
    return (f"{word} ", whole)


def sizes_in_words(sizes: Sequence[int]) -> str:
    """Give sizes as they are read.

    >>> sizes_in_words((5, 1)), sizes_in_words((4,))
    ('5 rows and 1 column', '4 places')
    """
    axes = _AXES[len(sizes)]
    return joined([f"{n} {axis[n != 1]}" for n, axis in zip(sizes, axes, strict=True)])


def _sizes(array: Drawn) -> str:
    """Give the sizes of an array, with its channels where it has several."""
    words = sizes_in_words(array.size)
    if array.leads == 1 and array.shape[0] > 1:
        return f"{array.shape[0]} channels of {words}"
    return words


def joined(words: Sequence[str]) -> str:
    """Give words with commas between them, and an "and" before the last."""
    *first, last = words
    return f"{', '.join(first)} and {last}" if first else last


def span(numbers: Sequence[int]) -> str:
    """Give numbers as they are read.

    >>> span([2, 3, 4]), span([1, 3, 5]), span([7])
    ('2 to 4', '1, 3 and 5', '7')
    """
    if len(numbers) > 2 and is_run(numbers):
        return f"{numbers[0]} to {numbers[-1]}"
    return joined([str(number) for number in numbers])


def place_in_words(position: Sequence[int], base: int) -> str:
    """Give where an entry stands: row 1, column 2."""
    axes = _AXES[len(position)]
    pairs = zip(position, axes, strict=True)
    return ", ".join(f"{axis[0]} {at + base}" for at, axis in pairs)


def window_in_words(contacts: Sequence[Contact], base: int) -> str:
    """Give the places of a window, axis by axis, as they are counted in the drawing."""
    places = [sorted({contact.place[axis] for contact in contacts}) for axis in
              range(1, len(contacts[0].place))]  # fmt: skip
    axes = _AXES[len(places)]
    words = [
        f"{axis[len(numbers) > 1]} {span([number + base for number in numbers])}"
        for numbers, axis in zip(places, axes, strict=True)
    ]
    return joined(words)


def _channels(scene: Scene, array: Drawn, lead: Sequence[int]) -> str:
    """Give the channels of an entry, where its array has several."""
    words = _lead_words(scene, array)
    named = [
        f"{word} {at + scene.notation.base}"
        for at, size, word in zip(lead, array.shape, words, strict=False)
        if size > 1
    ]
    return ", ".join(named)


def _lead_words(scene: Scene, array: Drawn) -> tuple[str, ...]:
    """Give what the channel axes of an array are; a filter's second counts within a group."""
    if array.leads == 1:
        return ("channel",)
    first, second = "output channel", "input channel"
    if isinstance(scene.spec, ConvTransposeSpec):
        first, second = second, first
    grouped = getattr(scene.spec, "groups", 1) > 1
    return first, f"its group's {second}" if grouped else second


def panel_title(scene: Scene, array: Drawn, lead: Sequence[int], part: int | None) -> Text:
    """Give the title of a panel: which array, how it lies, and which part of it."""
    base = scene.notation.base
    name = array_name(array, scene.whole(array))
    word = str(name[0])
    states = _states(scene) if array is scene.under else []
    turned = array is scene.over and any(slide.turned for slide in scene.slides)
    states += ["turned"] * (turned and array.role is Role.FILTER)
    spread = array is scene.over and any(None in slide.over for slide in scene.slides)
    states += ["spread"] * spread
    channels = _channels(scene, array, lead)
    states += [channels] if channels else []
    states += [] if part is None else [f"slice {part + base}"]
    ending = (f", {', '.join(states)}",) if states else ()
    return (word[0].upper() + word[1:], *name[1:], *ending)


def _states(scene: Scene) -> list[str]:
    spread = any(slide.spread for slide in scene.slides)
    bordered = any(any(slide.border) for slide in scene.slides)
    return ["spread"] * spread + [_border_word(scene)] * bordered


def _border_word(scene: Scene) -> str:
    """Give what a border is: padding, or what is cropped of a transposed convolution's output."""
    is_cropped = scene.of is Of.SCATTER and scene.under.role is Role.OUTPUT
    return "not yet cropped" if is_cropped else "padded"


def caption(scene: Scene, made: tuple[int, ...], step: int, tells: bool) -> Text:
    """Give what stands below the drawing of a step."""
    entry = scene.write(scene.made, made)
    if scene.of is Of.SCATTER:
        return ("Where ", entry, " goes.")
    if not tells:
        return ("The window that makes ", entry, ".")
    number = f"Step {step} of {scene.count}"
    equation = scene.equation(made)
    if equation is None:
        return (f"{number}: ", entry, " is made of the window.")
    terms = len(getattr(equation.right, "terms", ()))
    if not terms:
        return (f"{number}: ", entry, " is 0: nothing but zeros is met.")
    if terms > MOST_TERMS:
        bias = scene.bias(made)
        if bias is None:
            return (f"{number}: ", entry, f" is the sum of {terms} products.")
        return (f"{number}: ", entry, f" is the sum of {terms - 1} products and ", bias, ".")
    return (f"{number}: ", equation, ".")


def alternative(scene: Scene, made: tuple[int, ...], step: int, tells: bool) -> Text:
    """Say what is seen: sizes, borders, where the window lies, and what it makes.

    Unless it `tells`, it says no size and no entry that a sheet may ask for.
    """
    return tuple(_said(scene, made, step, tells))


def _said(scene: Scene, made: tuple[int, ...], step: int, tells: bool) -> Iterator[str | Formula]:
    base = scene.notation.base
    contacts = list(scene.contacts(made))
    if tells and scene.of is not Of.SCATTER:
        yield f"Step {step} of {scene.count}. "
    if tells or scene.under.role is not Role.OUTPUT:
        yield "The "
        yield from array_name(scene.under, scene.whole(scene.under))
        yield f" has {_sizes(scene.under)}{_around(scene)}. "
    yield from _lies(scene, contacts, base)
    lead = _channels(scene, scene.made, made[: scene.made.leads])
    where = place_in_words(made[scene.made.leads :], base) + (f", {lead}" if lead else "")
    yield " There goes " if scene.of is Of.SCATTER else " It makes "
    yield scene.write(scene.made, made)
    if tells:
        yield f", {where}, of the "
        yield from array_name(scene.made, scene.whole(scene.made))
        yield f", which has {_sizes(scene.made)}."
    else:
        yield f", {where}."


def _lies(scene: Scene, contacts: Sequence[Contact], base: int) -> Iterator[str | Formula]:
    if not contacts:
        yield "Nothing lies on it."
        return
    if scene.over is None:
        yield "The window"
    else:
        yield "The "
        yield from array_name(scene.over, scene.whole(scene.over))
        yield _how(scene)
    drawn = " of what is drawn" if any(any(s.border) or s.spread for s in scene.slides) else ""
    channels = sorted({contact.place[0] for contact in contacts})
    of = ""
    if scene.under.shape[0] > 1:
        word = "channel" if len(channels) == 1 else "channels"
        of = f", in {word} {span([channel + base for channel in channels])}"
    yield f" lies on {window_in_words(contacts, base)}{drawn}{of}"
    zeros = sum(scene.entry_at(contact.place) is None for contact in contacts)
    yield f"; {zeros} of its {len(contacts)} places are zeros." if zeros else "."


def _how(scene: Scene) -> str:
    """Say how what lies over the array is laid: its sizes, spread, turned."""
    over = scene.over
    if over is None:
        return ""
    words = f", {sizes_in_words(over.size)}"
    if any(None in slide.over for slide in scene.slides):
        words += ", spread with gaps between its entries"
    if over.role is Role.FILTER and any(slide.turned for slide in scene.slides):
        words += ", turned by half a turn"
    return f"{words},"


def _around(scene: Scene) -> str:
    """Say what is drawn besides the entries: zeros between them, a border."""
    words = []
    if any(slide.spread for slide in scene.slides):
        words.append("zeros between its entries")
    borders = [slide.border for slide in scene.slides]
    sides = [
        f"{before} before and {after} after the {axis[1]}"
        for (before, after), axis in zip(borders, _AXES[len(scene.slides)], strict=True)
        if before or after
    ]
    around = {width for border in borders for width in border}
    if len(around) == 1 and any(around):
        words.append(f"a border of {around.pop()} on every side")
    elif sides:
        words.append(f"a border of {joined(sides)}")
    return f", with {' and '.join(words)}" if words else ""
