"""Findings that lie in a run's folder and are not that run's are refused."""

from dataclasses import replace

import pytest

from twofront.findings import to_json
from twofront.problems import InputError
from twofront.study.folder import FINDINGS, Identity, write_manifest
from twofront.study.reading import read_findings

from ..synthetic_study import findings

HERE = Identity(
    scenario="ab" * 32,
    ledger="ef" * 32,
    as_of="2025-07-08",
    seed=7,
    draws=96,
    versions={"twofront": "0.1.0"},
    settings={},
    arms=("as_written",),
)


@pytest.fixture
def folder(tmp_path):
    """A run's folder with its manifest alone."""
    write_manifest(tmp_path, HERE, [])
    return tmp_path


def of(identity: Identity):
    """The findings of that run."""
    found = replace(findings(96), as_of=identity.as_of, provenance=identity.plain())
    return replace(found, draws=replace(found.draws, asked=96))


def test_the_runs_own_findings_are_read(folder):
    (folder / FINDINGS).write_text(to_json(of(HERE)), encoding="utf-8")
    assert read_findings(folder).provenance["seed"] == 7


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"seed": 8}, "provenance.seed"),
        ({"draws": 95}, "provenance.draws"),
        ({"scenario": "cd" * 32}, "provenance.scenario"),
        ({"ledger": "cd" * 32}, "provenance.ledger"),
        ({"as_of": "2024-07-08"}, "as_of"),
    ],
)
def test_findings_of_another_run_are_refused_with_both_values(folder, changes, field):
    other = replace(HERE, **changes)
    (folder / FINDINGS).write_text(to_json(of(other)), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_findings(folder)
    (problem,) = caught.value.problems
    assert (problem.field, problem.code) == (field, "another_run")
    name, value = next(iter(changes.items()))
    assert str(value)[:40] in problem.message
    assert str(getattr(HERE, name))[:40] in problem.message


def test_findings_without_provenance_are_refused(folder):
    (folder / FINDINGS).write_text(to_json(replace(findings(96), provenance={})), "utf-8")
    with pytest.raises(InputError, match=r"provenance\.seed"):
        read_findings(folder)
