"""Threats, talks and support that a posture tells, and what only looks like one."""

import pytest

from twofront.evidence.relations_report import relations_in
from twofront.evidence.report import read_report

TOLD = [
    ("China's army held drills around Taiwan.", ("threat", "China", "Taiwan")),
    ("Russia has massed troops on its border with Poland.", ("threat", "Russia", "Poland")),
    (
        "Kim Jong Un warned that South Korea would be annihilated.",
        ("threat", "North Korea", "South Korea"),
    ),
    ("Qatar is mediating between Israel and Hamas.", ("talks", "Israel", "Hamas")),
    ("Mali has turned to Russian mercenaries for protection.", ("support", "Russia", "Mali")),
    (
        "Eritrean troops fought on the side of the Ethiopian army.",
        ("support", "Eritrea", "Ethiopia"),
    ),
]
NOT_TOLD = [
    ("Japan and the Philippines held joint drills near Taiwan.", "threat"),
    ("Poland has moved troops to its barracks near Warsaw.", "threat"),
    ("China warned that Japan would be consulted.", "threat"),
    ("Mali has turned to Russia for the summer.", "support"),
    ("Israel fought on the side of the road.", "support"),
    ("Eritrean troops did not fight on the side of the Ethiopian army.", "support"),
]


def relations(tmp_path, sentence):
    file = tmp_path / "report.txt"
    file.write_text(f"Report\n\n2025-03-01\n\n{sentence}\n", "utf-8")
    found = [told.relation for told in relations_in(read_report(file))]
    return [(each.type, each.source, each.target) for each in found]


@pytest.mark.parametrize(("sentence", "wanted"), TOLD)
def test_a_posture_is_a_relation(tmp_path, sentence, wanted):
    assert wanted in relations(tmp_path, sentence)


@pytest.mark.parametrize(("sentence", "kind"), NOT_TOLD)
def test_what_only_looks_like_one_is_none(tmp_path, sentence, kind):
    assert kind not in [found[0] for found in relations(tmp_path, sentence)]
