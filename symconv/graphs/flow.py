"""Numbers flowing through a graph, forward and back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from numbers import Rational, Real

from symconv.errors import GraphError, shown
from symconv.formulas import Condition, Formula
from symconv.graphs.arithmetic import Arithmetic, settle
from symconv.graphs.backward import Backward, Edge
from symconv.graphs.evaluate import Evaluator
from symconv.graphs.model import ScalarGraph, functions_of
from symconv.graphs.slopes import Differentiator, Missing, Slope, add_slopes, chain_slopes
from symconv.graphs.still import TIED, Stillness
from symconv.graphs.values import UndecidedError, Value
from symconv.reading.limits import read_number
from symconv.reading.names import check_name


@dataclass(frozen=True)
class Flow:
    """The numbers of a graph.

    Attributes
    ----------
    values : the value of each name
    local : the value of each local gradient, or why it is not given
    written : each local gradient as the formula that has this value; without it, none has
    parts : what each user adds to the gradient of a name: upstream times local
    gradients : the gradient of the output by each name
    ties : comparisons in local gradients whose sides are equal, at which a slope is chosen
    """

    values: Mapping[str, Value]
    local: Mapping[Edge, Slope]
    written: Mapping[Edge, Formula]
    parts: Mapping[Edge, Slope]
    gradients: Mapping[str, Slope]
    ties: tuple[Condition, ...]

    @property
    def numbers(self) -> Iterator[Value]:
        """Every number that there is."""
        yield from self.values.values()
        for numbers in (self.local, self.parts, self.gradients):
            yield from (number for number in numbers.values() if isinstance(number, Value))


def flow(backward: Backward, at: Mapping[str, Fraction], digits: int) -> Flow:
    """Give the numbers of a graph, each known to so many digits, given those of its inputs.

    A derivative that the chain rule does not give takes no other away.

    Raises `GraphError` naming the value that cannot be computed: a division by zero, a logarithm
    of a negative number, a number beyond all bounds.
    """

    def work(arithmetic: Arithmetic) -> Flow:
        found = _Pass(backward, arithmetic).run(at)
        _check_digits(found, digits, arithmetic.is_last)
        return found

    return settle(work)


def _check_digits(found: Flow, digits: int, is_last: bool) -> None:
    """Refuse numbers of which the digits cannot be told; at last, but those nearest to zero."""
    for number in found.numbers:
        if number.decimal(digits) is None and not (is_last and number.is_near_zero):
            raise UndecidedError("a number has digits that cannot be told")


@dataclass(frozen=True)
class _Pass:
    """One run forward and back, at one precision."""

    backward: Backward
    arithmetic: Arithmetic

    def run(self, at: Mapping[str, Fraction]) -> Flow:
        graph = self.backward.graph
        values: dict[Formula, Value] = {}
        evaluator = Evaluator(self.arithmetic, values)
        for node in graph.nodes:
            if node.body is None:
                values[node.written] = self.arithmetic.rational(at[node.name])
            else:
                values[node.written] = self._evaluate(evaluator, node.body, node.name)
        local: dict[Edge, Slope] = {}
        written: dict[Edge, Formula] = {}
        for edge in self.backward.local:
            local[edge], form = self._local(evaluator, edge)
            if form is not None:
                written[edge] = form
        gradients, parts = self._back(evaluator, local)
        return Flow(
            {node.name: values[node.written] for node in graph.nodes},
            local,
            written,
            parts,
            gradients,
            tuple(dict.fromkeys(evaluator.ties)),
        )

    def _evaluate(self, evaluator: Evaluator, formula: Formula, subject: str) -> Value:
        try:
            return evaluator.evaluate(formula)
        except (GraphError, UndecidedError) as error:
            raise type(error)(f"{subject} has no value here: {error}") from None

    def _local(self, evaluator: Evaluator, edge: Edge) -> tuple[Slope, Formula | None]:
        """Give a local gradient and the formula that has its value at the numbers.

        The formula may have none where the derivative has; then every operation is differentiated
        by itself.
        """
        for form in self.backward.forms(edge):
            try:
                return evaluator.evaluate(form), form
            except GraphError:
                continue
            except UndecidedError as error:
                self._go_on(edge, error)
        graph = self.backward.graph
        by_name, body = graph.by_name, graph.by_name[edge[0]].body
        assert body is not None
        try:
            slope = Differentiator(evaluator, by_name[edge[1]].written).slope(body)
        except GraphError as error:
            return Missing(str(error)), None
        except UndecidedError as error:
            self._go_on(edge, error)
            return Missing(str(error)), None
        return _settled(slope, functions_of(body)), None

    def _go_on(self, edge: Edge, error: UndecidedError) -> None:
        """Ask for a higher precision, if there is one."""
        if not self.arithmetic.is_last:
            raise UndecidedError(
                f"{self.backward.graph.name_edge(edge)} has no value here: {error}"
            )

    def _back(
        self, evaluator: Evaluator, local: Mapping[Edge, Slope]
    ) -> tuple[dict[str, Slope], dict[Edge, Slope]]:
        """Give gradients and what they are the sums of, users before what they use."""
        graph = self.backward.graph
        functions = set().union(*(functions_of(node.body) for node in graph.nodes if node.body))
        gradients: dict[str, Slope] = {graph.output: self.arithmetic.rational(1)}
        parts: dict[Edge, Slope] = {}
        unused: set[str] = set()
        for node in graph.backward_order:
            if node.name == graph.output:
                continue
            edges = [(user, node.name) for user in graph.users[node.name]]
            moving = [edge for edge in edges if edge[0] not in unused
                      and not self._is_still(evaluator, edge)]  # fmt: skip
            if not moving:
                unused.add(node.name)
            for edge in edges:
                parts[edge] = (
                    chain_slopes(self.arithmetic, gradients[edge[0]], local[edge])
                    if edge in moving
                    else self.arithmetic.rational(0)
                )
            total = add_slopes(self.arithmetic, [parts[edge] for edge in edges])
            gradients[node.name] = _settled(total, functions, paths=len(edges))
        return gradients, parts

    def _is_still(self, evaluator: Evaluator, edge: Edge) -> bool:
        """Tell whether what is assigned does not depend on a name at all, or not near here."""
        if edge in self.backward.idle:
            return True
        by_name = self.backward.graph.by_name
        user, used = (by_name[name] for name in edge)
        assert user.body is not None
        try:
            return Stillness(evaluator, used.written).is_still(user.body)
        except UndecidedError as error:
            self._go_on(edge, error)
            return False


def _settled(slope: Slope, functions: AbstractSet[str], paths: int = 1) -> Slope:
    """Leave it open whether there is a derivative, where slopes are chosen or paths meet."""
    if isinstance(slope, Missing) and (functions & TIED or paths > 1):
        return replace(slope, certain=False)
    return slope


def read_numbers(graph: ScalarGraph, at: Mapping[str, object]) -> dict[str, Fraction]:
    """Give the numbers of the inputs of a graph as fractions.

    Floats count as what Python shows: 0.1 is 1/10.

    Raises `GraphError` for an input without a number, and for a name that takes none.
    """
    numbers: dict[str, Fraction] = {}
    for given, value in at.items():
        name = check_name(given) if isinstance(given, str) else None
        _check_is_input(graph, name, given, at)
        if name in numbers:
            raise GraphError(f"{name!r} is given two numbers")
        if name is not None:
            numbers[name] = as_fraction(name, value)
    missing = [name for name in graph.inputs if name not in numbers]
    if missing:
        raise GraphError(f"no number for {', '.join(missing[:10])}{_hint(graph, at)}")
    return numbers


def _check_is_input(
    graph: ScalarGraph, name: str | None, given: object, at: Mapping[str, object]
) -> None:
    if name in graph.unused or name in graph.inputs:
        return
    if name in graph.by_name:
        raise GraphError(f"{name!r} is assigned in the text; only inputs take numbers")
    inputs = ", ".join(graph.inputs[:10]) or "none"
    raise GraphError(f"{shown(given)} is not an input; the inputs are: {inputs}{_hint(graph, at)}")


def _hint(graph: ScalarGraph, at: Mapping[str, object]) -> str:
    """Say how a product is written, where an input looks like one of other names."""
    known = {*graph.by_name, *graph.unused, *at}
    for name in graph.inputs:
        if name not in at and len(name) > 1 and all(letter in known for letter in name):
            return f" (a product is written {' '.join(name)} or {'*'.join(name)})"
    return ""


def as_fraction(name: str, value: object) -> Fraction:
    """Give a number exactly; a float as the decimal that Python shows for it.

    Raises `GraphError` naming the input for what is no number, or too long.
    """
    if isinstance(value, str):
        try:
            return read_number(value.strip())
        except GraphError as error:
            raise GraphError(f"{name}: {error}") from None
    if type(value) is not bool and isinstance(value, Real | Decimal):
        try:
            return read_number(_plain(value))
        except (GraphError, ValueError):  # Python does not write integers of thousands of digits
            raise GraphError(f"{name}: {shown(value)} is not a number, or too long") from None
    raise GraphError(f"{name}: {shown(value)} is not a number")


def _plain(value: Real | Decimal) -> str:
    """Give a number of any kind as the text that reads as it."""
    if isinstance(value, Rational):
        numerator, denominator = int(value.numerator), int(value.denominator)
        return f"{numerator}/{denominator}" if denominator != 1 else str(numerator)
    return str(value) if isinstance(value, Decimal) else repr(float(value))
