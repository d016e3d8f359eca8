"""The statements of a network's functions: its layers called forward, and back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from symconv.kernels.emission.layout import INDENT, in_brackets
from symconv.kernels.networks.member import Member
from symconv.specs.layer import GRADIENT_NAME, INPUT_NAME
from symconv.specs.network import NetworkSpec

_TARGET = "t"


@dataclass(frozen=True)
class NetworkCode:
    """Writes the functions of one network as lines of Python."""

    network: NetworkSpec
    members: Sequence[Member]
    gives_grad_x: bool

    @property
    def hidden(self) -> Sequence[Member]:
        """The layers that give the prediction."""
        return self.members[: len(self.network.hidden)]

    def predict(self) -> list[str]:
        """Write what gives the prediction, and its return."""
        lines, given = self._through(self.hidden[:-1])
        if not self.hidden:
            return [f"{INDENT}return {given}.copy()"]
        return lines + self._call("return ", self.hidden[-1], "forward", given)

    def loss(self) -> list[str]:
        """Write what sums the losses of the examples, from the prediction `o`."""
        last = self.members[-1]
        losses = last.names.output
        return [
            *self._call(f"{losses} = ", last, "forward", "o"),
            f"{INDENT}return {_summed(losses)}",
        ]

    def backward(self) -> list[str]:
        """Write the forward pass, every intermediate kept, and the way back."""
        forward, _ = self._through(self.members[: self._kept()])
        comment = f"{INDENT}# Forward: what every layer gives is kept for the way back."
        lines = [comment, *forward, ""] if forward else []
        back = self._back()
        if back:
            lines += [f"{INDENT}# Back: the gradient by what each layer gives.", *back, ""]
        return lines + self._gradients() + self._return()

    def _kept(self) -> int:
        """Give how many layers go forward in `backward`: to the last whose output is used there."""
        if self.network.loss is not None:
            return len(self.members)
        return max((n for n, at in enumerate(self.members) if at.use.needs_input), default=0)

    def _through(self, members: Sequence[Member]) -> tuple[list[str], str]:
        """Write the calls of layers one after the other; give the name of what the last gives."""
        lines, given = [], INPUT_NAME
        for member in members:
            lines += self._call(f"{member.names.output} = ", member, "forward", given)
            given = member.names.output
        return lines, given

    def _back(self) -> list[str]:
        passed = [member for member in self.members if member.use.passed]
        if not passed:
            return []
        lines = [self._start()] if self.network.loss is not None else []
        for member in reversed(passed):
            place = self.members.index(member)
            given = self.members[place - 1].names.output if place else INPUT_NAME
            for argument, function in zip(
                member.use.parameters, member.use.parameter_functions, strict=True
            ):
                target = f"{member.names.grad_parameter(argument)} = "
                lines += self._call(target, member, function, given)
            if member.use.grad_input:
                before = self.members[place - 1].names.grad_output if place else "grad_x"
                lines += self._call(f"{before} = ", member, "grad_input", given)
        return lines

    def _start(self) -> str:
        names = self.members[-1].names
        return f"{INDENT}{names.grad_output} = np.ones({names.output}.shape, {names.output}.dtype)"

    def _gradients(self) -> list[str]:
        items = [
            f'"{member.names.parameter(argument)}": {member.names.grad_parameter(argument)}'
            for member in self.members
            for argument in member.use.parameters
        ]
        if not items:
            return [f"{INDENT}gradients = {{}}"]
        lines = [f"{INDENT * 2}{item}," for item in items]
        return [f"{INDENT}gradients = {{", *lines, f"{INDENT}}}"]

    def _return(self) -> list[str]:
        given = ["gradients"] + ["grad_x"] * self.gives_grad_x
        if self.network.loss is not None:
            given = [_summed(self.members[-1].names.output), *given]
        return [f"{INDENT}return {', '.join(given)}"]

    def _call(self, start: str, member: Member, function: str, given: str) -> list[str]:
        """Write the call of a layer's function; `given` is what the layer before gives."""
        names = member.names
        above = GRADIENT_NAME if self._ends(member) else names.grad_output
        arrays = {INPUT_NAME: given, GRADIENT_NAME: above, _TARGET: _TARGET}
        items = [
            f'p["{names.parameter(argument)}"]'
            if argument in member.use.parameters
            else arrays[argument]
            for argument in member.names.spec.functions[function]
        ]
        return in_brackets(f"{start}{names.prefixed(function)}(", items, ")")

    def _ends(self, member: Member) -> bool:
        """Whether what the layer gives is what the network gives."""
        return self.network.loss is None and member is self.members[-1]


def _summed(losses: str) -> str:
    return f"{losses}.sum(dtype={losses}.dtype)"
