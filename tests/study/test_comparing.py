"""Two runs compared: the one thing that changed is found, and accounts for all of the change."""

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

import twofront
from twofront.briefing import render
from twofront.findings.comparison_words import causes_of, claim_moved
from twofront.study.comparing import Answered, changed, compare, put_back


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    """Two runs whose scenarios differ in one quantity's range."""
    from .conftest import BARGAIN

    line = next(line for line in BARGAIN.splitlines() if line.strip().startswith("harm:"))
    base = tmp_path_factory.mktemp("runs")
    made = []
    for name, text in (("before", line), ("after", line.replace("[0.5, 2]", "[0.1, 1.2]"))):
        file = base / name / "scenario.yaml"
        file.parent.mkdir()
        file.write_text(BARGAIN.replace(line, text), encoding="utf-8")
        made.append(
            twofront.load(file).run(draws=128, levers=0, drivers=0, out=base / f"{name}-run")
        )
    assert made[0].scenario != made[1].scenario
    return [each.folder for each in made]


@pytest.fixture(scope="module")
def found(folders):
    return twofront.compare(*folders, draws=128)


def test_the_quantity_that_changed_is_found(folders, found):
    before, after = (twofront.results(each) for each in folders)
    assert list(changed(before.scenario, after.scenario)) == ["harm"]
    assert [each.id for each in found.quantities] == ["harm"]
    assert [cause.kind for cause in found.causes] == ["quantity", "quantities", "structure", "all"]
    assert found.names == ()


def test_it_accounts_for_all_of_the_change(found):
    single, together, rest, everything = found.causes
    assert single.effects == together.effects == everything.effects
    assert all(effect.share == 0 and effect.delta == 0 for effect in rest.effects)
    assert any(abs(effect.delta) > 0.001 for effect in single.effects)


def test_what_a_cause_does_is_the_difference_of_the_runs_themselves(folders, found):
    """The causes were tried in as many draws as the runs have, so they must agree."""
    before, after = (twofront.results(each).findings for each in folders)
    for claim in found.claims:
        effect = next(e for e in found.causes[-1].effects if e.claim == claim.id)
        old, new = (next(c for c in each.claims if c.id == claim.id) for each in (before, after))
        assert effect.share == pytest.approx(
            new.share_holds.value - old.share_holds.value, abs=0.02
        )
        assert claim.change == new.share_holds.value - old.share_holds.value


def test_a_run_compared_with_itself_has_not_moved(folders):
    found = twofront.compare(folders[0], folders[0], draws=32)
    assert not found.quantities
    assert all(claim.change == 0 for claim in found.claims)
    assert {cause.kind for cause in found.causes} == {"quantities", "structure", "all"}
    told = [line for claim in found.claims for line in causes_of(claim.id, found)]
    assert all("within sampling error" in line for line in told)


def test_nothing_is_tried_where_no_draws_are_asked_for(folders):
    assert twofront.compare(*folders, draws=0).causes == ()


def test_putting_a_quantity_back_keeps_everything_else(folders):
    before, after = (twofront.results(each).scenario for each in folders)
    back = put_back(before, after, ["harm"])
    assert back.quantities == before.quantities
    assert back.moves == after.moves


def test_a_claim_of_one_answer_alone_is_told_as_such(folders):
    before, after = (twofront.results(each) for each in folders)
    fewer = replace(before.findings, claims=before.findings.claims[1:])
    found = compare(
        Answered(before.scenario, fewer), Answered(after.scenario, after.findings), draws=0
    )
    lost = found.claims[0]
    assert lost.verdicts[0] is None
    assert claim_moved(lost) == "The earlier answer does not have it."


def command(*arguments):
    return subprocess.run(
        [sys.executable, "-m", "twofront", *map(str, arguments)], capture_output=True, text=True
    )


def test_the_command_says_it_in_words_and_in_json(folders):
    done = command("compare", *folders, "--draws", "32")
    assert done.returncode == 0, done.stderr
    assert "harm: 0.1 to 1.2, before 0.5 to 2" in done.stdout
    told = json.loads(command("compare", *folders, "--draws", "0", "--json").stdout)
    assert told["quantities"][0]["id"] == "harm"
    assert {"claims", "risks", "causes", "as_of"} <= told.keys()


def test_what_is_no_run_is_refused(folders, tmp_path):
    done = command("compare", tmp_path, folders[1])
    assert done.returncode == 1
    assert "Traceback" not in done.stderr


def test_the_command_writes_the_page_with_what_changed(folders):
    done = command("briefing", folders[1], "--since", folders[0])
    assert done.returncode == 0, done.stderr
    assert "What changed since" in (folders[1] / "briefing.html").read_text(encoding="utf-8")


def test_the_page_says_what_changed(folders, found):
    after = twofront.results(folders[1])
    page = render(after.findings, after.scenario, found)
    assert "What changed since" in page
    assert "harm" in page[page.index("What changed since") :]
    assert "What changed since" not in render(after.findings, after.scenario)


def test_how_theatres_hang_together_stands_side_by_side(tmp_path):
    folder = Path(__file__).parents[2] / "scenarios" / "india-two-fronts"
    run = twofront.load(folder).run(draws=48, levers=0, drivers=0, out=tmp_path / "run")
    found = twofront.compare(run.folder, run.folder, draws=0)
    links = run.findings.connectedness.links
    assert len(links) == 2
    assert [(tie.here, tie.there) for tie in found.ties] == [(t.here, t.there) for t in links]
    for tie, link in zip(found.ties, links, strict=True):
        assert tie.medians == (link.chosen.difference.median,) * 2
    assert found.several[0] == found.several[1]
