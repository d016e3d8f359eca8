"""The steps of a graph's derivation as formulas: forward, local gradients, back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from symconv.documents import Text
from symconv.formulas import Add, Entry, Formula, Partial, Product, transform
from symconv.formulas.chains import Chain, Held
from symconv.graphs.backward import Backward, Edge
from symconv.graphs.chains import ChainWriter
from symconv.graphs.flow import Flow
from symconv.graphs.model import Node, ScalarGraph
from symconv.graphs.notes import held_note, kink_notes, missing_notes, unwritten_note
from symconv.graphs.numerals import Numerals
from symconv.graphs.slopes import Missing, Slope
from symconv.graphs.values import Value


class GraphStepKind(StrEnum):
    """What a step does."""

    FORWARD = "forward"
    LOCAL = "local"
    BACKWARD = "backward"


@dataclass(frozen=True, repr=False)
class GraphStep:
    """A step: its chains of equalities, with a title and notes whose formulas are printed too.

    `groups` has the chains that belong to one name together.
    """

    kind: GraphStepKind
    title: Text
    notes: tuple[Text, ...]
    groups: tuple[tuple[Chain, ...], ...]

    def __repr__(self) -> str:
        return f"<GraphStep {self.kind.value}: {len(self.equations)} chains>"

    @property
    def equations(self) -> tuple[Chain, ...]:
        """All chains, in order."""
        return tuple(chain for group in self.groups for chain in group)


@dataclass(frozen=True)
class StepWriter:
    """Writes the steps of one graph; without numbers (`flow` is None) in symbols only."""

    backward: Backward
    flow: Flow | None
    numerals: Numerals

    @property
    def graph(self) -> ScalarGraph:
        """The graph."""
        return self.backward.graph

    def steps(self) -> tuple[GraphStep, ...]:
        """Write all steps."""
        return (self._forward(), self._local(), self._backward())

    @cached_property
    def _chain(self) -> ChainWriter:
        return ChainWriter(self.numerals)

    @cached_property
    def output(self) -> Node:
        """The node that is differentiated."""
        return self.graph.by_name[self.graph.output]

    @cached_property
    def _filled(self) -> Mapping[Formula, Formula]:
        """The numbers that names stand for, as they are printed."""
        if self.flow is None:
            return {}
        return {
            node.written: self.numerals.write(self.flow.values[node.name])
            for node in self.graph.nodes
        }

    def value(self, name: str) -> Formula:
        """Write the value of a name; only with numbers."""
        return self._filled[self.graph.by_name[name].written]

    def gradient(self, name: str) -> Formula | None:
        """Write the gradient by a name: its number, or in symbols; None if there is none."""
        if self.flow is not None:
            return self._number(self.flow.gradients[name])
        if name in self.backward.undefined_gradients:
            return None
        return self.backward.write(self.backward.gradients[name])

    def part(self, edge: Edge) -> Formula | None:
        """Write what a user adds to the gradient of a name; None without numbers."""
        return None if self.flow is None else self._number(self.flow.parts[edge])

    def _number(self, slope: Slope) -> Formula | None:
        return None if isinstance(slope, Missing) else self.numerals.write(slope)

    def missing_local(self, edge: Edge) -> Missing | None:
        """Say why a local gradient is not given; None if it is."""
        if self.flow is None:
            return _missing(self.backward.undefined.get(edge))
        slope = self.flow.local[edge]
        return slope if isinstance(slope, Missing) else None

    def missing_gradient(self, name: str) -> Missing | None:
        """Say why the gradient of the output by a name is not given; None if it is."""
        if self.flow is None:
            return _missing(self.backward.undefined_gradients.get(name))
        slope = self.flow.gradients[name]
        return slope if isinstance(slope, Missing) else None

    def _fill(self, formula: Formula) -> Formula:
        return transform(formula, self._filled.get, leaves=(Entry,))

    def _forward(self) -> GraphStep:
        groups = []
        for node in self.graph.nodes:
            if node.body is not None:
                members = [node.body]
                if self.flow is not None:
                    members += [self._fill(node.body), self._filled[node.written]]
                groups.append((self._chain.write(node.written, members),))
        notes: tuple[Text, ...] = (
            ("Every assignment, ", *self._numbers_note(), "from the inputs on."),
        )
        return GraphStep(GraphStepKind.FORWARD, ("Forward",), notes, tuple(groups))

    def _numbers_note(self) -> Text:
        return () if self.flow is None else ("with its numbers, ",)

    def _local(self) -> GraphStep:
        groups: list[tuple[Chain, ...]] = []
        missing: list[tuple[Formula, Missing]] = []
        for node in self.graph.nodes:
            edges = [(node.name, argument) for argument in node.arguments]
            reasons = {edge: self.missing_local(edge) for edge in edges}
            missing += [(self._write_edge(e), why) for e, why in reasons.items() if why is not None]
            group = [self._local_chain(edge) for edge in edges if reasons[edge] is None]
            if group:
                groups.append(tuple(group))
        notes: tuple[Text, ...] = (
            ("Each assignment differentiated by every name that it uses.",),
            *held_note([chain.left for group in groups for chain in group]),
            *kink_notes(self.graph, self.flow),
            *missing_notes(missing, here=self.flow is not None),
            *unwritten_note(self._unwritten()),
        )
        return GraphStep(GraphStepKind.LOCAL, ("Local gradients",), notes, tuple(groups))

    def _local_chain(self, edge: Edge) -> Chain:
        members = list(self.backward.forms(edge))[::-1]
        if self.flow is not None:
            form = self.flow.written.get(edge)
            if form is None:
                members = []
            else:
                own = members if form == members[-1] else [form]
                members = [*own, self._fill(form)]
            members += self._known(self.flow.local[edge])
        return self._chain.write(self._write_edge(edge), members)

    def _known(self, slope: Slope) -> list[Formula]:
        number = self._number(slope)
        return [] if number is None else [number]

    def _unwritten(self) -> list[Formula]:
        """Give the local gradients whose formula has no value at the numbers, though they have."""
        if self.flow is None:
            return []
        known = [edge for edge, slope in self.flow.local.items() if isinstance(slope, Value)]
        return [self._write_edge(edge) for edge in known if edge not in self.flow.written]

    def _write_edge(self, edge: Edge) -> Formula:
        """Write a local gradient, saying what is held where it could be taken for a gradient."""
        user, used = (self.graph.by_name[name] for name in edge)
        fixed = self._fixed(edge)
        if fixed:
            return Held(user.written, used.written, fixed)
        return Partial(user.written, used.written)

    def _fixed(self, edge: Edge) -> tuple[Formula, ...]:
        """Give the names that the output uses and that themselves depend on what it uses here."""
        user, used = edge
        if user != self.graph.output:
            return ()
        return tuple(
            self.graph.by_name[name].written
            for name in self.output.arguments
            if used in self.graph.depends[name]
        )

    def _backward(self) -> GraphStep:
        chains: list[Chain] = []
        missing: list[tuple[Formula, Missing]] = []
        for node in self.graph.backward_order:
            reason = self.missing_gradient(node.name)
            if reason is not None:
                missing.append((Partial(self.output.written, node.written), reason))
            elif node.name != self.graph.output:
                chains.append(self._gradient_chain(node))
        groups = [(chain,) for chain in chains]
        notes: tuple[Text, ...] = (
            ("From the output back, whose own gradient is 1: for every name, the sum over the "
             "names that use it of their gradient times the local gradient.",),
            *missing_notes(missing, here=self.flow is not None),
        )  # fmt: skip
        return GraphStep(GraphStepKind.BACKWARD, ("Chain rule",), notes, tuple(groups))

    def _gradient_chain(self, node: Node) -> Chain:
        left = Partial(self.output.written, node.written)
        edges = [(user, node.name) for user in self.graph.users[node.name]]
        members = [_sum([self._term(edge, self._from_above, self._write_edge) for edge in edges])]
        if self.flow is None:
            members.append(_sum([self._term(edge, self._short, self._local_formula)
                                 for edge in edges]))  # fmt: skip
            if len(edges) == 1:
                members.append(self.backward.write(self.backward.gradients[node.name]))
        elif [user for user, _ in edges] == [self.graph.output]:
            form = self.flow.written.get(edges[0])
            members += [] if form is None else [form]
            members += self._known(self.flow.gradients[node.name])
        else:
            members.append(_sum([self._term(edge, self._number_from_above, self._local_number)
                                 for edge in edges]))  # fmt: skip
            members += self._known(self.flow.gradients[node.name])
        return self._chain.write(left, members)

    def _term(
        self, edge: Edge, above: Callable[[str], Formula], local: Callable[[Edge], Formula]
    ) -> Formula:
        """Write upstream times local gradient; the output's own gradient is 1 and left out."""
        user, _ = edge
        if user == self.graph.output:
            return local(edge)
        return Product((above(user), local(edge)))

    def _from_above(self, user: str) -> Formula:
        return Partial(self.output.written, self.graph.by_name[user].written)

    def _short(self, user: str) -> Formula:
        return self.backward.write(self.backward.short.get(user, self.backward.upstream[user]))

    def _local_formula(self, edge: Edge) -> Formula:
        return self.backward.write(self.backward.local[edge])

    def _local_number(self, edge: Edge) -> Formula:
        assert self.flow is not None
        return self._number(self.flow.local[edge]) or self._write_edge(edge)

    def _number_from_above(self, user: str) -> Formula:
        return self.gradient(user) or self._from_above(user)


def _missing(reason: str | None) -> Missing | None:
    return None if reason is None else Missing(reason)


def _sum(terms: list[Formula]) -> Formula:
    return terms[0] if len(terms) == 1 else Add(tuple(terms))
