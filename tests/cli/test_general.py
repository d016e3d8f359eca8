"""`symconv derive --general` and `symconv theorems`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import symconv
import symconv.theorems as theorems_package
from tests.cli.conftest import Outcome, Run

DERIVE = "derive --general --no-check"
NAMES = ["output-size", "stride", "filter-gradient", "cross-entropy"]


def derived(run: Run, arguments: str) -> Outcome:
    outcome = run(f"{DERIVE} {arguments}")
    assert (outcome.status, outcome.err) == (0, "")
    return outcome


def given_of(outcome: Outcome) -> str:
    """Give what is said of the sizes, on one line."""
    before = outcome.out.split("Proved", 1)[0]
    return " ".join(before.split("Sizes: ", 1)[1].split())


@pytest.mark.parametrize(
    ("arguments", "options"),
    [
        ("--rank 1", {"rank": 1}),
        ("--rank 1 --operation forward", {"operation": "forward", "rank": 1}),
        ("--rank 1 --operation grad-filter", {"operation": "grad-filter", "rank": 1}),
        ("--rank 1 --operation grad-bias", {"operation": "grad-bias", "rank": 1}),
        ("--rank 0 --operation grad-filter", {"operation": "grad-filter", "rank": 0}),
        ("--filter k --input 9", {"rank": 1, "filter_size": "k", "input_size": 9}),
        ("--rank 1 --input 3xn --filters 4 --groups 2",
         {"rank": 1, "input_size": "n", "in_channels": 3, "out_channels": 4, "groups": 2}),
        ("--rank 1 --input Cxw --filters M --groups G",
         {"rank": 1, "input_size": "w", "in_channels": "C", "out_channels": "M", "groups": "G"}),
        ("--rank 1 --stride 2 --dilation e --padding 1",
         {"rank": 1, "stride": 2, "dilation": "e", "padding": 1}),
        ("--rank 1 --padding 0:p", {"rank": 1, "padding": ((0, "p"),)}),
        ("--rank 1 --padding valid --bias --operation forward",
         {"rank": 1, "padding": 0, "bias": True, "operation": "forward"}),
        ("--rank 1 --flip-filter", {"rank": 1, "flip_filter": True}),
        ("--rank 1 --padding-mode circular", {"rank": 1, "padding_mode": "circular"}),
        ("--rank 1 --notation slides", {"rank": 1, "notation": "slides"}),
        ("--filter 3xk --stride 2x1 --dilation 1 --padding 1:0xp",
         {"filter_size": (3, "k"), "stride": (2, 1), "dilation": 1, "padding": ((1, 0), "p")}),
        ("--filter kxl --input 2x7xn --stride s_1xs_2 --padding 0 --dilation 1",
         {"filter_size": ("k", "l"), "in_channels": 2, "input_size": (7, "n"),
          "stride": ("s_1", "s_2"), "padding": 0, "dilation": 1}),
    ],
)  # fmt: skip
def test_prints_what_the_library_prints(
    run: Run, arguments: str, options: dict[str, object]
) -> None:
    theorem = symconv.derive_general(**options)  # type: ignore[arg-type]
    assert derived(run, arguments).out == theorem.to_text(checked=False)


@pytest.mark.parametrize("format_", ["text", "latex", "markdown", "json"])
def test_formats(run: Run, format_: str) -> None:
    theorem = symconv.derive_general("grad-filter", 1)
    expected = getattr(theorem, f"to_{format_}")(checked=False)
    assert derived(run, f"--rank 1 --operation grad-filter --format {format_}").out == expected


def test_standalone_latex(run: Run) -> None:
    theorem = symconv.derive_general("grad-bias", 1)
    arguments = "--rank 1 --operation grad-bias --format latex --standalone"
    assert derived(run, arguments).out == theorem.to_latex(standalone=True, checked=False)


def test_the_lines_are_checked_unless_it_is_declined(run: Run) -> None:
    outcome = run("derive --general --rank 1 --operation grad-filter")
    assert outcome.status == 0
    assert outcome.out == symconv.derive_general("grad-filter", 1).to_text()
    assert "Checked" in outcome.out
    assert "Checked" not in derived(run, "--rank 1 --operation grad-filter").out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ("--rank 1", "filter size k; stride s; dilation d;"),
        ("--filter 3", "filter size 3; stride s;"),
        ("--filter 3xk", "filter size 3 × k; stride s₁ × s₂;"),
        ("--input 5x6 --padding 0", "input size 5 × 6; filter size k₁ × k₂;"),
        ("--input 2x5x6 --filters 3 --padding 0", "channels 2; filters 3; input size 5 × 6;"),
        ("--rank 1 --stride 2 --dilation 3", "stride 2; dilation 3;"),
        ("--rank 1 --stride t", "stride t; dilation d;"),
    ],
)
def test_sizes_are_fixed_or_called_by_a_letter(run: Run, arguments: str, said: str) -> None:
    assert said in given_of(derived(run, f"--operation grad-filter {arguments}"))


def test_a_fixed_output_size_is_a_number(run: Run) -> None:
    arguments = "--operation grad-filter --input 9 --filter 3 --stride 2 --dilation 2 --padding 1:0"
    outcome = derived(run, arguments)
    assert "∂L/∂F[f,c,u] = Σ{i=0..2} ∂L/∂O[f,i]·X̄[c,2·i+2·u−1]" in outcome.out


def test_output_goes_to_a_file(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "gradient.json"
    outcome = run(f"{DERIVE} --rank 1 --format json -o {path}")
    assert (outcome.status, outcome.out, outcome.err) == (0, "", "")
    data = json.loads(path.read_text(encoding="utf-8"))
    assert data["name"] == "conv-grad-input"
    assert data["proved"] is True


BAD = {
    # sizes
    "--stride 0": "stride 0 is smaller than 1",
    "--dilation 0x1": "dilation 0 is smaller than 1",
    "--filter 0": "filter 0 is smaller than 1",
    "--input 0x4": "input 0 is smaller than 1",
    "--filters 0": "filters 0 is smaller than 1",
    "--padding -1": "padding '-1' is neither a number nor a letter such as s, s_1",
    "--padding same": "padding 'same' follows from the sizes, which may be open here",
    "--stride 1.5": "stride '1.5' is neither a number nor a letter",
    "--stride ss": "stride 'ss' is neither a number nor a letter",
    "--stride i": "stride 'i': this letter stands for an index or an array",
    "--filter X": "filter 'X': this letter stands for an index or an array",
    "--input Lx3": "input 'L': this letter stands for an index or an array",
    "--notation slides --filter W": "filter 'W': this letter stands for an index or an array",
    # what does not fit together
    "--input 3 --filter 5 --padding 0": "the filter is longer than the padded input on axis 0",
    "--input 3 --filter 5 --padding 1:0": "the filter is longer than the padded input on axis 0",
    "--input 9x4 --filter 3x3 --dilation 1x2 --padding 0":
        "the filter is longer than the padded input on axis 1",
    "--rank 1 --filter 2x2": "filter '2x2' has 2 sizes for rank 1",
    "--stride 1x2x3": "stride '1x2x3' has 3 sizes for rank 2",
    "--input 2x3x4x5": "input '2x3x4x5' has 4 sizes for rank 2",
    "--padding 1:2:3": "padding '1:2:3' is no size per axis, or before:after per axis",
    "--padding 1x2x3": "padding '1x2x3' is no size per axis",
    "--rank 4": "'--rank': 4 is not in the range 0<=x<=3",
    # what there is to choose from
    "--operation grad-weight":
        "operation 'grad-weight' is not one of forward, grad-filter, grad-input, grad-bias",
    "--padding-mode mirror": "padding_mode 'mirror' is not one of zeros, circular, reflect",
    "--notation fancy": "notation 'fancy' is not one of matrix, slides",
    "--format pdf": "'--format': 'pdf' is not one of",
    "--standalone": "--standalone goes with --format latex",
    # what is about one layer
    "--pool 2": "--pool does not go with --general",
    "--ties last": "--ties does not go with --general",
    "--kind adaptive_pool": "--kind adaptive_pool does not go with --general, which derives "
    "conv for any size",
    "--kind pool": "--kind pool does not go with --general, which derives conv for any size",
    "--output-padding 1": "--output-padding does not go with --general",
    "--units 3": "--units does not go with --general",
    "--layer layers.toml": "--layer does not go with --general",
    "--kind dense": "--kind dense does not go with --general, which derives conv for any size",
    "--only grad-filter": "--only does not go with --general",
    "--entry F[1]": "--entry does not go with --general",
    "--values 1,2": "--values does not go with --general",
    "--max-terms 7": "--max-terms does not go with --general",
    "--rank 1 -o none/file.txt": "cannot write none/file.txt: No such file or directory",
}  # fmt: skip


def assert_one_line(outcome: Outcome, words: str) -> None:
    assert outcome.status == 2
    assert outcome.out == ""
    assert outcome.err.startswith("symconv")
    assert ": error: " in outcome.err
    assert outcome.err.endswith("\n")
    assert outcome.err.count("\n") == 1
    assert words in outcome.err


@pytest.mark.parametrize("arguments", BAD)
def test_bad_input_is_one_line_and_status_2(run: Run, arguments: str) -> None:
    assert_one_line(run(f"{DERIVE} {arguments}"), BAD[arguments])


@pytest.mark.parametrize("arguments", ["--rank 1", "--no-check"])
def test_options_that_need_general(run: Run, arguments: str) -> None:
    outcome = run(f"derive --input 5 --filter 2 {arguments}")
    assert_one_line(outcome, f"{arguments.split()[0]} goes with --general")


def test_an_operation_needs_general(run: Run) -> None:
    outcome = run("derive --input 5 --filter 2 --operation forward")
    assert_one_line(outcome, "--operation")


# -- theorems --------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def theorems() -> dict[str, symconv.Theorem]:
    return {theorem.name: theorem for theorem in symconv.theorems()}


@pytest.fixture(autouse=True)
def _derived_once(
    theorems: dict[str, symconv.Theorem],
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Let the program find the theorems that are derived already, in the usual notation."""
    own = theorems_package.theorems

    def known(notation: str | None = None) -> tuple[symconv.Theorem, ...]:
        return tuple(theorems.values()) if notation is None else own(notation)

    monkeypatch.setattr(theorems_package, "theorems", known)


def test_list_names_claims_and_verdicts(run: Run, theorems: dict[str, symconv.Theorem]) -> None:
    outcome = run("theorems --list")
    assert (outcome.status, outcome.err) == (0, "")
    rows = [line.split("\t") for line in outcome.out.splitlines()]
    assert [row[0] for row in rows] == list(theorems)
    for name, verdict, title in rows:
        assert verdict == theorems[name].verdict
        source = f" ({theorems[name].source})" if name != "cross-entropy" else ""
        assert title == f"{theorems[name].title}{source}"


def test_all_are_printed_in_their_order(run: Run, theorems: dict[str, symconv.Theorem]) -> None:
    outcome = run("theorems --no-check")
    assert (outcome.status, outcome.err) == (0, "")
    assert outcome.out == "\n\n".join(t.to_text(checked=False) for t in theorems.values())


def test_those_that_are_named_are_printed(run: Run, theorems: dict[str, symconv.Theorem]) -> None:
    outcome = run("theorems undefined-rows output-size")
    chosen = [theorems["undefined-rows"], theorems["output-size"]]
    assert outcome.status == 0
    assert outcome.out == "\n\n".join(theorem.to_text() for theorem in chosen)
    assert "Checked" in outcome.out


def test_json_is_a_list(run: Run) -> None:
    outcome = run("theorems output-size undefined-rows --format json --no-check")
    data = json.loads(outcome.out)
    assert [theorem["name"] for theorem in data] == ["output-size", "undefined-rows"]


def test_latex_of_several_is_one_document(run: Run) -> None:
    arguments = "theorems output-size undefined-rows --format latex --no-check"
    fragment, document = run(arguments), run(f"{arguments} --standalone")
    assert document.out.count(r"\documentclass") == 1
    assert document.out.count(r"\end{document}") == 1
    assert r"\documentclass" not in fragment.out
    for title in ("output", "undefined"):
        assert title in document.out


def test_markdown(run: Run, theorems: dict[str, symconv.Theorem]) -> None:
    outcome = run("theorems flip --format markdown --no-check")
    assert outcome.out.rstrip("\n") == theorems["flip"].to_markdown(checked=False).rstrip("\n")


def test_theorems_go_to_a_file(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "storage.tex"
    arguments = f"theorems dense --no-check --format latex --standalone -o {path}"
    outcome = run(arguments)
    assert (outcome.status, outcome.out, outcome.err) == (0, "", "")
    assert path.read_text(encoding="utf-8").count(r"\documentclass") == 1


def test_a_theorem_that_does_not_hold_is_a_finding(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("proved", "holds"):
        monkeypatch.setattr(symconv.Theorem, name, property(lambda self: False))
    for arguments in ("theorems --list", "theorems dense --no-check", "theorems output-size"):
        assert run(arguments).status == 1
    assert "NOT proved" in run("theorems --list").out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ("nothing", "there is no theorem 'nothing'; there are output-size, stride, "),
        ("output-size Stride", "there is no theorem 'Stride' (did you mean 'stride'?); there are "),
        ("output-size --standalone", "--standalone goes with --format latex"),
        ("output-size --format pdf", "'--format': 'pdf' is not one of"),
        ("--notation fancy", "notation 'fancy' is not one of"),
        ("output-size --no-check -o none/x", "cannot write none/x: No such file or directory"),
    ],
)
def test_bad_input_of_theorems(run: Run, arguments: str, words: str) -> None:
    assert_one_line(run(f"theorems {arguments}"), words)


@pytest.mark.parametrize("digits", ["9" * 19, "7" * 5000], ids=len)
@pytest.mark.parametrize(
    "flags",
    ["--stride NUMBER", "--filter 3xNUMBER", "--input NUMBERx5", "--dilation NUMBER",
     "--padding NUMBER", "--padding 1:NUMBER"],
)  # fmt: skip
def test_a_number_that_no_layer_has_is_refused(run: Run, flags: str, digits: str) -> None:
    outcome = run(f"{DERIVE} {flags.replace('NUMBER', digits)}")
    assert (outcome.status, outcome.out) == (2, "")
    assert outcome.err.endswith("is larger than 10**18\n")
    assert outcome.err.count("\n") == 1
    assert len(outcome.err) < 120


@pytest.mark.parametrize("digits", ["\u0663", "\uff13", "\u0969", "1_0", "\u00b2", "+3", " 3"])
@pytest.mark.parametrize("flag", ["--stride", "--padding", "--filter", "--input"])
def test_other_digits_are_no_numbers(run: Run, flag: str, digits: str) -> None:
    outcome = run(*DERIVE.split(), "--rank", "1", flag, digits)
    assert (outcome.status, outcome.out) == (2, "")
    assert "is neither a number nor a letter such as s, s_1" in outcome.err


@pytest.mark.parametrize("notation", ["blog", "slides;upstream=delta"])
def test_theorems_are_listed_in_every_notation(run: Run, notation: str) -> None:
    outcome = run("theorems", "--list", "--notation", notation)
    assert (outcome.status, outcome.err) == (0, "")
    assert outcome.out == run("theorems", "--list").out
