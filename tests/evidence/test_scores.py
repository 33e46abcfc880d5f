"""How well the reader does on labelled reports, held from below.

The public documents and the tuning part were in view while rules were made; the test
part was scored when they were done, and is not read by those who make rules.
"""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from twofront.evidence.reading import prediction, read

CORPUS = Path(__file__).parent / "corpus"

LEAST = {
    "public": {
        "quotes: span+speaker": (0.99, 0.99),
        "indirect: span+speaker": (0.99, 0.99),
        "relations: type+source+target": (0.95, 0.80),
        "conditionals": (0.99, 0.99),
        "boilerplate (characters)": (0.99, 0.99),
    },
    "tuning": {
        "quotes: span+speaker": (0.98, 0.98),
        "turns: span+speaker": (0.98, 0.98),
        "indirect: span+speaker": (0.98, 0.95),
        "relations: type+source+target": (0.93, 0.54),
        "conditionals+speaker": (0.98, 0.95),
        "boilerplate (characters)": (0.98, 0.98),
    },
    "test": {
        "quotes: span": (0.99, 0.98),
        "quotes: span+speaker": (0.85, 0.85),
        "turns: span+speaker": (0.98, 0.76),
        "indirect: span+speaker": (0.89, 0.78),
        "relations: type+source+target": (0.62, 0.23),
        "conditionals": (0.95, 0.88),
        "conditionals+speaker": (0.75, 0.70),
        "boilerplate (characters)": (0.97, 0.39),
    },
}
"""By set of documents and kind of label: precision and recall."""


@pytest.mark.parametrize("part", LEAST)
def test_the_reader_does_no_worse_than_was_measured(shared, tmp_path, part):
    folder = shared / "reports" / "public" if part == "public" else CORPUS / part
    file = tmp_path / "predictions.jsonl"
    told = [json.dumps(prediction(read(path))) for path in sorted(folder.glob("*.txt"))]
    file.write_text("\n".join(told) + "\n", "utf-8")
    run = subprocess.run(
        [sys.executable, str(shared / "reports" / "score.py"), str(file), str(folder)],
        capture_output=True,
        text=True,
        check=True,
    )
    rows = re.findall(r"^(\S.*?)\s+P (\S+)\s+R (\S+)\s+F1", run.stdout, re.MULTILINE)
    found = {name: (float(precision), float(recall)) for name, precision, recall in rows}
    short = {
        kind: found[kind]
        for kind, (precision, recall) in LEAST[part].items()
        if found[kind][0] < precision or found[kind][1] < recall
    }
    assert not short, run.stdout
