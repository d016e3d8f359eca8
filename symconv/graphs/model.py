"""The graph that assignments make: its nodes in the order in which numbers flow forward."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from symconv.errors import GraphError, shown
from symconv.formulas import Apply, Entry, Formula, Name, children
from symconv.graphs.split import split_assignments
from symconv.reading.assignments import Assignment, Use
from symconv.reading.grammar import read_assignments
from symconv.reading.limits import MAX_NODES
from symconv.reading.names import check_name, name_to_text, write_name


@dataclass(frozen=True)
class Node:
    """A node: an input (`body` is None) or a name with the formula assigned to it.

    `arguments` are the names that the formula uses, each once, in the order of first use.
    """

    name: str
    body: Formula | None = None
    arguments: tuple[str, ...] = ()

    @property
    def written(self) -> Name | Entry:
        """The name as it is printed."""
        return write_name(self.name)

    @property
    def text(self) -> str:
        """The name as plain text."""
        return name_to_text(self.written)

    @property
    def is_input(self) -> bool:
        """Whether nothing is assigned to the name."""
        return self.body is None


@dataclass(frozen=True, repr=False)
class ScalarGraph:
    """A computation with scalars.

    Attributes
    ----------
    nodes : the inputs, then the assigned names; each after those that it uses
    output : the name that is differentiated
    unused : names in the text on which the output does not depend; they are not nodes
    decimals : whether numbers in the text are written with a point
    """

    nodes: tuple[Node, ...]
    output: str
    unused: tuple[str, ...] = ()
    decimals: bool = False

    def __repr__(self) -> str:
        return f"<ScalarGraph of {self.output}: {len(self.nodes)} nodes>"

    @cached_property
    def by_name(self) -> Mapping[str, Node]:
        """The nodes by their names."""
        return {node.name: node for node in self.nodes}

    def name_edge(self, edge: tuple[str, str]) -> str:
        """Give the derivative of an assigned name by a name that it uses, as plain text."""
        user, used = (self.by_name[name].text for name in edge)
        return f"∂{user}/∂{used}"

    @cached_property
    def says_ln(self) -> bool:
        """Whether the text writes ln, and not log, for the natural logarithm."""
        used = set().union(*(functions_of(node.body) for node in self.nodes if node.body))
        return "ln" in used and "log" not in used

    @property
    def inputs(self) -> tuple[str, ...]:
        """The names to which nothing is assigned."""
        return tuple(node.name for node in self.nodes if node.is_input)

    @property
    def backward_order(self) -> tuple[Node, ...]:
        """The nodes from the output back, each after those that use it; the inputs come last."""
        assigned = [node for node in self.nodes if not node.is_input]
        return (*reversed(assigned), *(node for node in self.nodes if node.is_input))

    @cached_property
    def users(self) -> Mapping[str, tuple[str, ...]]:
        """For every name, the names whose assignments use it."""
        users: dict[str, list[str]] = {node.name: [] for node in self.nodes}
        for node in self.nodes:
            for argument in node.arguments:
                users[argument].append(node.name)
        return {name: tuple(used_by) for name, used_by in users.items()}

    @cached_property
    def depends(self) -> Mapping[str, frozenset[str]]:
        """For every name, the names that it depends on, through others or directly."""
        found: dict[str, frozenset[str]] = {}
        for node in self.nodes:
            below = [found[name] for name in node.arguments]
            found[node.name] = frozenset(node.arguments).union(*below)
        return found


def read_graph(text: object, of: str | None = None, split: bool = False) -> ScalarGraph:
    """Read assignments as a graph.

    Parameters
    ----------
    text : assignments on lines of their own or between semicolons
    of : the name to differentiate; the last one assigned if None
    split : whether every operation becomes a node of its own

    Raises
    ------
    GraphError
        For what is not in the grammar, a name that is assigned twice or used before it is
        assigned, an `of` that is not assigned, or too many nodes.

    Examples
    --------
    >>> graph = read_graph("q = x + y; f = q z")
    >>> graph.inputs, graph.output, graph.users["q"]
    (('x', 'y', 'z'), 'f', ('f',))
    """
    program = read_assignments(text)
    _check_order(program.assignments)
    assignments = program.assignments
    names = _names(assignments)
    _check_print(names)
    if split:
        assignments = split_assignments(assignments, names)
    assigned = [assignment.target.name for assignment in assignments]
    output = assigned[-1] if of is None else _check_output(of, assigned)
    used = _reachable(assignments, output)
    nodes = [Node(name) for name in names if name in used and name not in assigned]
    nodes += [_node(assignment) for assignment in assignments if assignment.target.name in used]
    if len(nodes) > MAX_NODES:
        raise GraphError(f"the graph has {len(nodes)} nodes; at most {MAX_NODES} are possible")
    everything = dict.fromkeys((*names, *assigned))
    unused = tuple(name for name in everything if name not in used)
    return ScalarGraph(tuple(nodes), output, unused, program.decimals)


def _node(assignment: Assignment) -> Node:
    arguments = tuple(dict.fromkeys(use.name for use in assignment.uses))
    return Node(assignment.target.name, assignment.body, arguments)


def _names(assignments: Sequence[Assignment]) -> tuple[str, ...]:
    """Give every name, in the order in which they are read."""
    names = [
        use.name for assignment in assignments for use in (*assignment.uses, assignment.target)
    ]
    return tuple(dict.fromkeys(names))


def _check_order(assignments: Sequence[Assignment]) -> None:
    """Refuse a name that is assigned twice, or used before it is assigned."""
    lines: dict[str, Use] = {}
    for assignment in assignments:
        target = assignment.target
        if target.name in lines:
            first = lines[target.name]
            raise _at(target, f"{target.name!r} is assigned twice, first in line {first.line}")
        lines[target.name] = target
    known: set[str] = set()
    for assignment in assignments:
        for use in assignment.uses:
            if use.name == assignment.target.name:
                raise _at(use, f"{use.name!r} is used in its own assignment")
            if use.name in lines and use.name not in known:
                raise _at(
                    use,
                    f"{use.name!r} is used before it is assigned in line {lines[use.name].line}",
                )
        known.add(assignment.target.name)


def _check_print(names: Sequence[str]) -> None:
    """Refuse two names that would look alike."""
    printed: dict[str, str] = {}
    for name in names:
        text = name_to_text(write_name(name))
        first = printed.setdefault(text, name)
        if first != name:
            raise GraphError(f"names {first!r} and {name!r} look the same in print: {text}")


def _check_output(of: object, assigned: Sequence[str]) -> str:
    name = check_name(of) if isinstance(of, str) else ""
    if name not in assigned:
        raise GraphError(
            f"{shown(of)} is not assigned; {', '.join(assigned[-10:])} can be differentiated"
        )
    return name


def _reachable(assignments: Sequence[Assignment], output: str) -> frozenset[str]:
    """Give the names on which the output depends, and the output."""
    used = {output}
    for assignment in reversed(assignments):
        if assignment.target.name in used:
            used |= {use.name for use in assignment.uses}
    return frozenset(used)


def functions_of(formula: Formula) -> set[str]:
    """Give the names of the functions in a formula."""
    own = {formula.function} if isinstance(formula, Apply) else set()
    return own.union(*map(functions_of, children(formula)))


def _at(use: Use, reason: str) -> GraphError:
    return GraphError(f"line {use.line}, column {use.column}: {reason}")
