"""`symconv certify`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from symconv import ConvSpec, build_kernel, certify
from symconv.cli.printing import verdicts
from tests.cli.conftest import Run
from tests.cli.layers import write_list

SPEC = ConvSpec((3, 4), (2, 3))


@pytest.fixture
def emitted(tmp_path: Path) -> list[Path]:
    paths = []
    for strategy in ("taps", "im2col"):
        paths.append(tmp_path / f"{strategy}.py")
        paths[-1].write_text(build_kernel(SPEC, strategy).source)
    return paths


def test_files_are_certified_one_by_one(run: Run, emitted: list[Path]) -> None:
    outcome = run("certify taps.py im2col.py")
    assert outcome.status == 0
    first, second, *table = outcome.out.splitlines()
    assert first.startswith("taps.py: proved (symbolic): ")
    assert second.startswith("im2col.py: proved (symbolic): ")
    assert [line.split() for line in table] == [
        [],
        ["strategy", "verdict", "method", "as", "emitted"],
        ["taps.py", "taps", "proved", "symbolic", "yes"],
        ["im2col.py", "im2col", "proved", "symbolic", "yes"],
        ["2", "certified:", "2", "proved"],
    ]


def test_a_file_that_computes_something_else_fails(run: Run, emitted: list[Path]) -> None:
    source = emitted[0].read_text()
    damaged = source.replace(" + ", " - ").replace("+=", "-=")
    assert damaged != source
    emitted[0].write_text(damaged)
    outcome = run("certify taps.py im2col.py")
    assert outcome.status == 1
    found, _, table = outcome.out.partition("\n\n")
    first, *reasons, last = found.splitlines()
    assert [line.split() for line in table.splitlines()[1:]] == [
        ["taps.py", "taps", "FAILED", "symbolic", "no"],
        ["im2col.py", "im2col", "proved", "symbolic", "yes"],
        ["2", "certified:", "1", "proved,", "1", "FAILED"],
    ]
    assert first.startswith("taps.py: FAILED (symbolic): ")
    assert reasons
    assert all(reason.startswith("  ") for reason in reasons)
    assert last.startswith("im2col.py: proved ")


def test_a_layer_is_certified_without_a_file(run: Run, tmp_path: Path) -> None:
    outcome = run("certify --input 3x4 --filter 2x3 --strategy im2col")
    assert outcome.status == 0
    assert outcome.out.startswith(f"{build_kernel(SPEC, 'im2col').name}: proved (symbolic): ")
    assert outcome.err == "2-D, 1 channel, 3×4; 1 filter 2×3; output 1×2×2\n"
    assert list(tmp_path.iterdir()) == []


def test_a_layer_of_a_list_is_certified(run: Run, tmp_path: Path) -> None:
    write_list(tmp_path)
    assert run("certify --layer layers.toml#strided").status == 0


def test_one_bad_file_keeps_all_from_being_run(run: Run, emitted: list[Path]) -> None:
    Path("broken.py").write_text(emitted[0].read_text().partition("def ")[0])
    outcome = run("certify taps.py broken.py")
    assert (outcome.status, outcome.out) == (2, "")
    assert "broken.py is damaged" in outcome.err


def test_a_file_that_is_not_ours_is_not_run(run: Run, tmp_path: Path) -> None:
    ran = tmp_path / "ran"
    Path("foreign.py").write_text(f"open({str(ran)!r}, 'w')\n")
    outcome = run("certify foreign.py")
    assert outcome.status == 2
    assert "kernel foreign.py is not ours" in outcome.err
    assert not ran.exists()


def test_a_single_certificate_needs_no_table(run: Run, emitted: list[Path]) -> None:
    assert run("certify taps.py").out.count("\n") == 1


NETWORK = """
[network]
input_shape = [1, 4, 5]

[[network.layer]]
kind = "conv"
filter_size = [2, 3]

[[network.layer]]
kind = "activation"
function = "sigmoid"
"""


def test_a_folder_is_certified_whole_and_what_is_not_ours_is_not_run(
    run: Run, emitted: list[Path], tmp_path: Path
) -> None:
    (tmp_path / "net.toml").write_text(NETWORK)
    folder = tmp_path / "deep"
    folder.mkdir()
    assert run("generate --network net.toml --no-certify -o deep/nets").status == 0
    ran = tmp_path / "ran"
    for name in ("setup.py", "deep/other.py", "deep/.hidden.py"):
        (tmp_path / name).write_text(f"open({str(ran)!r}, 'w')\n")
    (folder / "notes.txt").write_text("mine")
    outcome = run("certify . taps.py")
    assert outcome.status == 0, outcome.err
    assert not ran.exists()
    assert outcome.err == ".: 2 other Python files left out\n"
    assert [line.split()[0] for line in outcome.out.partition("\n\n")[2].splitlines()] == [
        "strategy", "deep/nets/network.py", "conv1", "activation1", "im2col.py", "taps.py", "3",
    ]  # fmt: skip
    assert outcome.out.endswith("3 certified: 2 proved, 1 holds\n")


def test_a_damaged_file_in_a_folder_keeps_all_from_being_run(run: Run, emitted: list[Path]) -> None:
    emitted[0].write_text(emitted[0].read_text().partition("def ")[0])
    outcome = run("certify .")
    assert (outcome.status, outcome.out) == (2, "")
    assert "taps.py is damaged" in outcome.err


def test_json_has_every_certificate_with_its_name(run: Run, emitted: list[Path]) -> None:
    emitted[0].write_text(emitted[0].read_text().replace(" + ", " - ").replace("+=", "-="))
    outcome = run("certify taps.py im2col.py --format json")
    assert (outcome.status, outcome.err) == (1, "")
    data = json.loads(outcome.out)
    assert [data[key] for key in ("certified", "proved", "holds", "failed")] == [2, 1, 0, 1]
    wrong, right = data["certificates"]
    assert (wrong["name"], wrong["holds"], wrong["as_emitted"]) == ("taps.py", False, False)
    assert wrong["failures"]
    record = json.loads(certify(build_kernel(SPEC, "im2col")).to_json())
    assert right == {
        "name": "im2col.py",
        **{key: value for key, value in record.items() if key not in ("notation", "sections")},
    }


def test_json_of_a_network_has_its_layers(run: Run, tmp_path: Path) -> None:
    (tmp_path / "net.toml").write_text(NETWORK)
    assert run("generate --network net.toml --no-certify").status == 0
    outcome = run("certify network.py --format json")
    assert outcome.status == 0
    (record,) = json.loads(outcome.out)["certificates"]
    assert [layer["name"] for layer in record["layers"]] == ["conv1", "activation1"]


def test_json_of_a_layer(run: Run) -> None:
    outcome = run("certify --input 3x4 --filter 2x3 --format json")
    assert outcome.status == 0
    assert json.loads(outcome.out)["certificates"][0]["spec"] == repr(SPEC)
    assert outcome.err == "2-D, 1 channel, 3×4; 1 filter 2×3; output 1×2×2\n"


def test_what_takes_long_is_said_first_unless_it_is_refused(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    kernel = build_kernel(ConvSpec((4, 5), (3, 2)))
    monkeypatch.setattr(verdicts, "LONG_WORK", kernel.spec.terms - 1)
    line = f"{kernel.name}: certifying takes long, {kernel.spec.terms} terms in every run"
    for format_ in ("text", "json"):
        outcome = run(f"certify --input 4x5 --filter 3x2 --format {format_}")
        assert line in outcome.err
    assert "takes long" not in run("certify --input 4x4 --filter 3x2").err
    assert "takes long" not in run("certify --input 10000000 --filter 5000000").err


def test_layers_of_many_windows_take_long_with_fewer_terms(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verdicts, "LONG_WORK", 24_000)
    for layer, takes_long in (
        ("--kind adaptive_pool --input 7 --output-size 6", True),
        ("--kind pool --input 500 --pool 2", True),
        ("--kind pool --operation average --input 500 --pool 2", False),
    ):
        assert ("takes long" in run(f"certify {layer}").err) == takes_long


def test_a_kernel_too_large_to_certify_leaves_the_others_their_verdicts(
    run: Run, tmp_path: Path
) -> None:
    (tmp_path / "a.py").write_text(build_kernel(SPEC, "taps").source)
    large = build_kernel(ConvSpec(10_000_000, 5_000_000))
    (tmp_path / "b.py").write_text(large.source)
    (tmp_path / "d.py").write_text(build_kernel(SPEC, "im2col").source)
    text, json_ = run("certify a.py b.py d.py"), run("certify a.py b.py d.py --format json")
    assert [line[:12] for line in text.out.splitlines()[:2]] == ["a.py: proved", "d.py: proved"]
    assert json.loads(json_.out)["certified"] == 2
    for outcome in (text, json_):
        assert outcome.status == 2
        assert outcome.err.startswith("not certified: b.py: certifying would compute 25,000,005,00")
        assert outcome.err.count("\n") == 1
    assert run("certify b.py").err.startswith("symconv: error: certifying would compute")


def test_a_strategy_that_does_not_compute_the_layer_is_damage(run: Run, tmp_path: Path) -> None:
    source = build_kernel(SPEC, "taps").source
    (tmp_path / "b.py").write_text(source.replace('STRATEGY = "taps"', 'STRATEGY = "direct"'))
    outcome = run("certify b.py")
    assert (outcome.status, outcome.out) == (2, "")
    assert outcome.err == (
        "symconv: error: kernel b.py is damaged: strategy direct cannot compute a ConvSpec\n"
    )


def test_a_name_with_signs_that_steer_a_terminal_is_written_out(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.py: proved\nb\x1b[31m.py").write_text(build_kernel(SPEC, "taps").source)
    (tmp_path / "d.py").write_text(build_kernel(SPEC, "im2col").source)
    outcome = run("certify .")
    assert outcome.status == 0
    assert outcome.out.splitlines()[0].startswith("a.py: proved b\\x1b[31m.py: proved (symbolic)")
    assert "\x1b" not in outcome.out


def test_what_a_kernel_prints_does_not_stand_in_the_json(run: Run, tmp_path: Path) -> None:
    source = build_kernel(SPEC, "taps").source
    body = source.index('"""\n', source.index('"""', source.index("def forward(")) + 3) + 4
    (tmp_path / "loud.py").write_text(f"{source[:body]}    print('{{')\n{source[body:]}")
    outcome = run("certify loud.py --format json")
    assert json.loads(outcome.out)["certified"] == 1
    assert "{" in outcome.err
