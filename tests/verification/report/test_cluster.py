"""`symconv.verify_many` on a Dask cluster: its executor is one of `concurrent.futures`."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Executor
from pathlib import Path

import pytest

import symconv
from tests.requirements import require
from tests.verification.report.fakes import FAKES

pytestmark = [
    pytest.mark.cluster,
    # Sockets that the cluster closes late, and what its libraries deprecate, are theirs.
    pytest.mark.filterwarnings("ignore"),
]


@pytest.fixture
def cluster() -> Iterator[Executor]:
    """Give the executor of two workers, processes of this machine."""
    distributed = require("distributed")
    with (
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
        ) as local,
        distributed.Client(local) as client,
    ):
        yield client.get_executor()


def test_a_cluster_judges_as_this_process_does(cluster: Executor, tmp_path: Path) -> None:
    for number, text in enumerate(["$a BAD$ $b$", "", "$CRASH$", "$d COND$", "$e LOST$"]):
        (tmp_path / f"d{number}.md").write_text(text)
    paths = [*sorted(tmp_path.iterdir()), tmp_path / "gone.md"]
    alone = symconv.verify_many(paths, stages=FAKES)
    many = symconv.verify_many(paths, executor=cluster, stages=FAKES)
    assert many == alone
    for format_ in ("text", "html", "json", "sarif"):
        assert many.to(format_) == alone.to(format_)
    assert (len(many.findings), len(many.errors)) == (2, 2)
