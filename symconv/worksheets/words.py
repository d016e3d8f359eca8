"""What sheets say: the tasks and hints of each topic."""

from __future__ import annotations

from dataclasses import dataclass

from symconv.worksheets.options import Topic


@dataclass(frozen=True)
class Words:
    """What a topic asks, and its hints, each saying a little more."""

    task: str
    hints: tuple[str, ...] = ()


WORDS: dict[Topic, Words] = {
    Topic.SIZE: Words(
        "Work out the output's size along each axis.",
        ("Ask how far the filter can move before it leaves the padded input.",
         "Divide by the stride, leave the remainder out, and add the first position."),
    ),
    Topic.OVERVIEW: Words("Fill in what is left out of the network's formulas."),
    Topic.FORWARD: Words(
        "Fill in what is left out of the output entries.",
        ("Lay the window where the output entry's indices say, and multiply what lies on "
         "each other.",
         "Each term is an entry of the input times the entry of the filter that lies on it."),
    ),
    Topic.LOCAL: Words(
        "Fill in the local gradients.",
        ("Look for the term of the output entry in which the entry occurs.",
         "The derivative of a product by one factor is the other factor."),
    ),
    Topic.CHAIN_RULE: Words(
        "Complete the chain rule.",
        ("The loss depends on an entry through every output entry.",),
    ),
    Topic.EXPANDED: Words(
        "Write out the chain rule's sum: fill in what is left out.",
        ("Which output entries depend on the entry? Each of them gives a term.",
         "A term is the gradient of an output entry times a local gradient."),
    ),
    Topic.SUBSTITUTED: Words(
        "Put in the local gradients: fill in what is left out.",
        ("Take the local gradients from above.",
         "In each term the place of the output entry and the place of the other factor add up "
         "to the place of the entry, or differ by it."),
    ),
    Topic.COLLECTED: Words("Collect terms: fill in what is left out."),
    Topic.MATRIX: Words(
        "Fill in the entries that are left out of the arrays.",
        ("Work out one entry of the left side from the arrays, and compare it with the sum "
         "above.",),
    ),
    Topic.TOEPLITZ: Words(
        "Fill in the matrix that makes the output of the input.",
        ("A row is an output entry, a column an input entry.",
         "What stands there is the filter entry that multiplies the one in the other."),
    ),
    Topic.PATTERN: Words(
        "Complete the formula for the whole array.",
        ("Compare the order of the indices in the sums with that of a correlation.",),
    ),
    Topic.THROUGH: Words("Fill in how the gradient goes through the layer."),
    Topic.UPDATE: Words("Complete the update of the parameters."),
    Topic.NUMBERS: Words(
        "Work out the numbers.",
        ("Put the numbers in before you add.",),
    ),
    Topic.CHOICE: Words("Which of these is right? Only one is."),
    Topic.SLIP: Words(
        "One of these equations is false. Write its letter, and what its right side should be.",
        ("Check in each term which entries meet.",),
    ),
}  # fmt: skip
