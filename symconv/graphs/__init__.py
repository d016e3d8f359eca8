"""The chain rule on a small computation with scalars, node by node, printed and drawn.

Assignments are read by a grammar of their own, differentiated one by one, and put together by
the chain rule; numbers flow forward and back exactly, or to a stated number of digits.
"""

from symconv.graphs.derive import GraphDerivation, derive_graph
from symconv.graphs.model import Node, ScalarGraph, read_graph
from symconv.graphs.steps import GraphStep, GraphStepKind

__all__ = [
    "GraphDerivation",
    "GraphStep",
    "GraphStepKind",
    "Node",
    "ScalarGraph",
    "derive_graph",
    "read_graph",
]
