"""What is said beside the steps: what is held fixed, what is taken at a kink, what is rounded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from symconv.documents import Text
from symconv.formulas import Formula
from symconv.formulas.chains import Chain, Held, Link, Sign
from symconv.graphs.flow import Flow
from symconv.graphs.model import ScalarGraph, functions_of
from symconv.graphs.slopes import Missing


def kink_notes(graph: ScalarGraph, flow: Flow | None) -> Iterator[Text]:
    """Say what the slope of functions that have none everywhere is taken to be."""
    used = set().union(*(functions_of(node.body) for node in graph.nodes if node.body))
    if used & {"relu", "max", "min"}:
        yield ("1[…] is 1 where the condition holds, else 0.",)
    if "relu" in used:
        yield ("The slope of relu at 0 is taken as 0.",)
    for function in ("max", "min"):
        if function in used:
            yield (f"Where arguments of {function} tie, the first of them has slope 1.",)
    if "abs" in used:
        yield ("abs has no derivative at 0.",)
    if flow is not None and flow.ties:
        sides = {
            frozenset((tie.left, tie.right)): (tie.left, tie.right)
            for tie in reversed(flow.ties)
            if tie.left != tie.right
        }
        ties = [Chain(left, (Link(Sign.EQUAL, right),)) for left, right in sides.values()]
        if ties:
            yield ("At these numbers there is a tie: ", *listed(ties[::-1]), ".")


def missing_notes(missing: Iterable[tuple[Formula, Missing]], here: bool) -> Iterator[Text]:
    """Say which derivatives are not given, and why; `here` stands for the numbers given.

    Only of those that surely do not exist is it said that they have no value.
    """
    where = " here" if here else ""
    for derivative, why in missing:
        if why.certain:
            yield (derivative, f" has no value{where}: {why.reason}.")
        else:
            yield ("The chain rule gives no ", derivative, f"{where}: {why.reason}.")


def unwritten_note(edges: Sequence[Formula]) -> Iterator[Text]:
    """Say which derivatives have a value at the numbers where their formula has none."""
    if edges:
        yield (
            *listed(edges),
            f" {'is' if len(edges) == 1 else 'are'} found operation by operation: at these numbers "
            "the formula would divide by zero or ask for what has no value.",
        )


def held_note(held: Sequence[Formula]) -> Iterator[Text]:
    """Say what the bar means, if a derivative with one is written."""
    for example in held:
        if isinstance(example, Held):
            yield (
                "Here ",
                example,
                " is the derivative of the assignment alone, with what stands after the bar fixed.",
            )
            return


def listed(formulas: Sequence[Formula]) -> Iterator[str | Formula]:
    """Give formulas with commas between them."""
    for place, formula in enumerate(formulas):
        if place:
            yield ", "
        yield formula
