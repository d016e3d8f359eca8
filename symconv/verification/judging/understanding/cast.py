"""Which part each letter of a document plays: from what it says, its forward pass, and habit."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from symconv.formulas import (
    Apply,
    Entry,
    Equation,
    Formula,
    Name,
    Number,
    Product,
    children,
)
from symconv.verification.facts import Array, Fact, FactKind
from symconv.verification.judging.understanding.counting import counting_letters
from symconv.verification.judging.understanding.forms import (
    ACCENTS,
    Bilinear,
    Spot,
    bare_letter,
    forward_forms,
    letter,
    spots,
    stripped,
    which_is_filter,
)
from symconv.verification.judging.understanding.making import with_made
from symconv.verification.judging.worlds.array_values import SLIDING_FUNCTIONS

_SAID, _SEEN, _HABIT = 100, 12, 1


_HABITS: Mapping[Array, tuple[str, ...]] = {
    Array.INPUT: ("X", "x", "A", "a", "I", "i", "V", "v", "S", "P", "p", "src", "in", "image"),
    Array.FILTER: (
        "F", "W", "w", "K", "k", "f", r"\omega", r"\theta", r"\Theta", "weights", "weight",
        "kernel", "filter", "H", "h",
    ),
    Array.OUTPUT: (
        "O", "Y", "Z", "o", "y", "z", "c", "C", "u", "s", "net", "S", "dst", "out", "G", "H", "h",
        "g",
    ),
    Array.BIAS: ("b", "B", "bias", r"\beta", "w_b"),
    Array.LOSS: (
        "L", "E", "J", "C", "Loss", "loss", "Cost", "cost", "E_d", "E_{d}", r"\ell", "R",
        r"\mathcal{L}", r"\mathcal{J}", r"\mathcal{E}",
    ),
    Array.GRADIENT: (r"\delta", r"\Delta"),
    Array.ACTIVATION: (
        r"\sigma", "f", "g", "a", r"\phi", r"\varphi", "relu", "ReLU", "Relu", "RELU", "tanh",
        "sigmoid", "act", "h", r"\theta",
    ),
}  # fmt: skip


ACTIVATIONS = frozenset(
    {r"\sigma", r"\phi", r"\varphi", "relu", "ReLU", "Relu", "RELU", "tanh", "sigmoid"}
)


_ORDER = (Array.LOSS, Array.GRADIENT, Array.OUTPUT, Array.FILTER, Array.INPUT, Array.BIAS)


def cast(equations: Sequence[Equation], facts: Iterable[Fact]) -> dict[str, Array]:
    """Give the part of each letter of a document."""
    scores: defaultdict[str, Counter[Array]] = defaultdict(Counter)
    facts = tuple(facts)
    counting = counting_letters(equations, facts)
    said = [fact for fact in facts if fact.kind is FactKind.LETTER]
    shown = _shown_filters(equations) - {f.subject for f in said if f.value == Array.FILTER}
    filters = any(fact.value == Array.FILTER for fact in said)
    for fact in said:
        if filters or fact.value != Array.INPUT or fact.subject not in shown:
            scores[fact.subject][Array(fact.value)] += _SAID
    used = [spot for e in equations for side in (e.left, e.right) for spot in spots(side)]
    _see_derivatives(used, scores)
    _see_forward(equations, scores)
    _see_activation(equations, scores)
    _add_habits(used, scores)
    parts = {
        name: max(counter, key=lambda part: (counter[part], -list(Array).index(part)))
        for name, counter in scores.items()
        if counter and max(counter.values()) > 0 and name not in counting
    }
    uses = Counter(
        name
        for e in equations
        for name in {spot.letter for side in (e.left, e.right) for spot in spots(side)}
    )
    return with_made(_settled(parts, scores, used, uses), facts)


def _shown_filters(equations: Iterable[Equation]) -> set[str]:
    """Give the letters that stand alone beside x_{i+a} in forward passes: filters, whatever else.

    Words that call such a letter an input, "w is a feature map's filter", are misread.
    """
    return {
        taps
        for form in forward_forms(equations)
        if form.summed and (taps := which_is_filter(form)) is not None
        if not any(map(_subtracts, (form.first, form.second)))
    }


def _subtracts(formula: Formula) -> bool:
    """Tell whether an index is a difference, as in a true convolution, where either may move."""
    if isinstance(formula, Product) and Number(-1) in formula.factors:
        return True
    return any(map(_subtracts, children(formula)))


def is_call(formula: Formula, letters: Mapping[str, Array]) -> bool:
    """Tell whether a formula only names an operation and its arrays: c(K, V, s)_{ij}.

    An operation that is known, conv2(K, V), says more than that.
    """
    if isinstance(formula, Apply) and formula.function in SLIDING_FUNCTIONS:
        return False
    if not isinstance(formula, Entry | Apply) or len(formula.arguments) < 2:
        return False
    arrays = (Array.INPUT, Array.FILTER, Array.GRADIENT)
    return any(isinstance(a, Name) and letters.get(a.letter) in arrays for a in formula.arguments)


def _see_derivatives(used: Sequence[Spot], scores: defaultdict[str, Counter[Array]]) -> None:
    below = {spot.letter for spot in used if spot.differentiated}
    indexed = {spot.letter for spot in used if spot.count}
    for spot in used:
        if spot.applied and spot.letter in ACTIVATIONS:
            scores[spot.letter][Array.ACTIVATION] += _SEEN
        elif spot.applied and len(spot.letter) == 1:
            scores[spot.letter][Array.ACTIVATION] += 2
        if spot.numerator and spot.letter not in below and spot.letter not in indexed:
            scores[spot.letter][Array.LOSS] += 3 if spot.letter in _HABITS[Array.LOSS] else 2


def _see_forward(equations: Sequence[Equation], scores: defaultdict[str, Counter[Array]]) -> None:
    for form in forward_forms(equations):
        output, first, second = map(letter, (form.output, form.first, form.second))
        gradients = _HABITS[Array.GRADIENT]
        if scores[output][Array.GRADIENT] or bare_letter(output) in gradients:
            continue
        if "" in (output, first, second) or first == second:
            continue
        if {bare_letter(first), bare_letter(second)} & set(gradients):
            continue
        scores[output][Array.OUTPUT] += _SEEN // 2
        _see_factors(form, output, scores)
        for term in form.rest:
            if letter(term) in _HABITS[Array.BIAS]:
                scores[letter(term)][Array.BIAS] += 4


def _see_activation(
    equations: Sequence[Equation], scores: defaultdict[str, Counter[Array]]
) -> None:
    """See o = a(c): a acts on a layer's output c and gives what the next layer takes."""
    for equation in equations:
        left, right = stripped(equation.left), stripped(equation.right)
        if isinstance(left, Entry | Name) and isinstance(right, Apply):
            inner = letter(right)
            if len(right.arguments) == 1 and inner and inner != left.letter:
                scores[right.function][Array.ACTIVATION] += _SEEN
                scores[left.letter][Array.ACTIVATED] += _SEEN * 2
                scores[inner][Array.OUTPUT] += _SEEN * 2


def _see_factors(form: Bilinear, output: str, scores: defaultdict[str, Counter[Array]]) -> None:
    """See which factor of a forward pass is the filter: by its indices, else by habit."""
    first, second = letter(form.first), letter(form.second)
    taps = which_is_filter(form)
    if taps is not None:
        scores[taps][Array.FILTER] += _SEEN
    taken = _taken_by_habit(first, second) if taps is None else first if taps == second else second
    if taken is not None and taken != output:
        scores[taken][Array.INPUT] += _SEEN // 2 if taps is None else _SEEN


def _taken_by_habit(first: str, second: str) -> str | None:
    """Give the factor beside one that is a filter by habit, where the other is none."""
    filters = [bare_letter(name) in _HABITS[Array.FILTER] for name in (first, second)]
    if filters == [True, False]:
        return second
    return first if filters == [False, True] else None


def _add_habits(used: Sequence[Spot], scores: defaultdict[str, Counter[Array]]) -> None:
    names = {spot.letter for spot in used if not spot.applied}
    for part, letters in _HABITS.items():
        if part is Array.ACTIVATION:
            continue
        for rank, name in enumerate(letters):
            if name in names:
                scores[name][part] += _HABIT + (1 if rank < 8 else 0)
            bare = bare_letter(name)
            for found in names:
                if found != name and bare_letter(found) == bare and part is not Array.LOSS:
                    if found.split("{")[0] in ACCENTS and bare_letter(found) in names:
                        continue  # an array beside the plain one, made of it: \tilde F
                    scores[found][part] += _HABIT


def _settled(
    parts: dict[str, Array],
    scores: Mapping[str, Counter[Array]],
    used: Sequence[Spot],
    uses: Mapping[str, int],
) -> dict[str, Array]:
    """Give every part to its strongest letters: a part by habit gives way to one that was seen.

    `uses` are the counts of equations that hold a letter.
    """
    indexed = Counter(spot.letter for spot in used if spot.count or spot.differentiated)
    above = Counter(spot.letter for spot in used if spot.numerator)
    layered = {spot.letter for spot in used if spot.layered}
    for part in _ORDER:
        names = [name for name, found in parts.items() if found is part]
        strong = [name for name in names if scores[name][part] > _SEEN // 2]
        if part in (Array.LOSS,) and len(names) > 1:
            best = max(names, key=lambda n: (scores[n][part], indexed[n] == 0))
            for name in names:
                derived = above[name] > 1 and not indexed[name]
                if name != best and scores[name][part] < scores[best][part] and not derived:
                    _give_way(parts, scores, name, part)
        elif strong and part in (Array.INPUT, Array.FILTER, Array.OUTPUT):
            for name in names:
                if name in strong or name in layered or name.endswith("'"):
                    continue
                if indexed[name] == 0 and part is not Array.OUTPUT:
                    _give_way(parts, scores, name, part)
                elif uses[name] == 1 and scores[name][part] < _FEW and not _like(name, strong):
                    del parts[name]  # a slip, where the document has a letter for that array
    return parts


_FEW = 4


def _like(name: str, others: Sequence[str]) -> bool:
    """Tell whether a letter is another one with something around it, or in the other case."""
    bare = bare_letter(name).lower()
    return any(bare_letter(other).lower() == bare for other in others)


def _give_way(
    parts: dict[str, Array], scores: Mapping[str, Counter[Array]], name: str, part: Array
) -> None:
    others = [p for p, score in scores[name].items() if p is not part and score > 0]
    if others:
        parts[name] = max(others, key=lambda p: scores[name][p])
    else:
        del parts[name]
