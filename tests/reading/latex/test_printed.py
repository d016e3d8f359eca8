"""What the project prints, it reads."""

import pytest

import symconv
from symconv.formulas import (
    Add,
    Entry,
    Equation,
    Name,
    Product,
    arrays,
    children,
    rebuild,
    walk_paths,
)  # fmt: skip
from symconv.formulas.chains import Chain
from symconv.formulas.nodes import Formula
from symconv.notation import Notation
from symconv.notation.letters import differential_of
from symconv.notation.presets import PRESETS
from symconv.printing.formulas import LatexPrinter, TextPrinter
from symconv.reading.latex import read_formula
from symconv.reading.written import ReadingError

OF_ARRAYS = tuple(
    kind for kind in vars(arrays).values()
    if isinstance(kind, type) and issubclass(kind, Formula) and kind is not Formula
)  # fmt: skip
LAYERS = {
    "convolution": symconv.ConvSpec((3, 4), (2, 2)),
    "channels": symconv.ConvSpec((3, 4), (2, 3), 2, 2, stride=(2, 1), padding=1, bias=True),
    "line": symconv.ConvSpec(12, 3),
    "transposed": symconv.ConvTransposeSpec((2, 3), (2, 2), stride=2),
    "maximum": symconv.PoolSpec((4, 6), (2, 3), stride=2),
    "mean": symconv.PoolSpec((4, 6), (2, 3), stride=2, operation="average"),
    "dense": symconv.DenseSpec(3, 2, bias=True),
    "sigmoid": symconv.ActivationSpec((2, 3), "sigmoid"),
    "relu": symconv.ActivationSpec((2, 3)),
}

PACKAGES = ("symconv.calculus", "symconv.documents", "symconv.theorems")
ELEMENTWISE = ("convolution", "channels", "line", "transposed", "dense")


def flat(formula):
    """Give a formula with nested sums and products flat."""
    parts = [flat(part) for part in children(formula)]
    formula = rebuild(formula, parts) if parts else formula
    if isinstance(formula, Add):
        return Add(tuple(p for t in formula.terms for p in getattr(t, "terms", (t,))))
    if isinstance(formula, Product):
        return Product(tuple(p for f in formula.factors for p in getattr(f, "factors", (f,))))
    return formula


def elementwise(equations):
    """Give the equations without operations on whole arrays."""
    return [
        equation
        for equation in equations
        if not any(isinstance(part, OF_ARRAYS) for _, part in walk_paths(equation))
    ]


@pytest.mark.parametrize("printer", [LatexPrinter, TextPrinter])
@pytest.mark.parametrize("notation", sorted(PRESETS))
@pytest.mark.parametrize("layer", sorted(LAYERS))
def test_steps_of_derivations_come_back(layer, notation, printer):
    derivation = symconv.derive(LAYERS[layer], notation=notation)
    equations = elementwise(e for step in derivation.steps for e in step.equations)
    assert equations or layer not in ELEMENTWISE
    for equation in equations:
        text = printer(derivation.notation).write(equation)
        assert flat(read_formula(text, derivation.notation)) == flat(equation), text


def equations_of(value):
    """Give the equations in what a theorem states, those of chains among them."""
    if isinstance(value, Equation):
        yield value
    elif isinstance(value, Chain):
        yield from (Equation(value.left, link.right) for link in value.links)
    elif isinstance(value, tuple | list):
        for item in value:
            yield from equations_of(item)
    elif type(value).__module__.startswith(PACKAGES):
        for name in getattr(value, "__dataclass_fields__", ()):
            yield from equations_of(getattr(value, name))


def stated(theorem):
    """Give the equations that a theorem states and goes through."""
    yield from equations_of((theorem.statement, theorem.document(), theorem.derivation))


@pytest.mark.parametrize("printer", [LatexPrinter, TextPrinter])
def test_claims_of_theorems_come_back(printer):
    notation = Notation()
    equations = elementwise(e for t in symconv.theorems() for e in stated(t))
    assert len(equations) > 10
    for equation in equations:
        text = printer(notation).write(equation)
        again = read_formula(text, notation)
        assert printer(notation).write(again) == text


def test_whole_arrays_come_back_as_signs_and_words():
    derivation = symconv.derive(LAYERS["channels"])
    texts = [LatexPrinter(derivation.notation).write(c.equation) for c in derivation.closed_forms]
    for text in texts:
        assert str(read_formula(text, derivation.notation)).startswith("∂L/∂")


def test_a_notation_tells_arrays_from_numbers():
    assert read_formula("X", Notation()) == Entry("X")
    assert read_formula("L", Notation()) == Name("L")
    gradient = Entry(differential_of("O"), (1, 2))
    assert read_formula("dO_{12}", Notation(upstream="differential")) == gradient


def test_commas_in_plain_text_stand_in_brackets():
    assert read_formula("X[1,12]", Notation(index="comma")) == Entry("X", (1, 12))


def test_one_formula_is_asked_for():
    with pytest.raises(ReadingError, match="second formula"):
        read_formula("a = b, c = d", Notation())
    with pytest.raises(ReadingError, match="more than two"):
        read_formula("a = b = c", Notation())
