"""Whatever the language allows can be run, answered, told and shown, with few draws too."""

import pytest

from twofront.api import answer
from twofront.findings import from_json, to_json
from twofront.findings.words import verdict_lines
from twofront.scenario import load
from twofront.study.sampling import Sampling

from ..scenario.corpus import VALID, name_of

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("path", VALID, ids=name_of)
@pytest.mark.parametrize("draws", [1, 40])
def test_a_valid_scenario_is_answered(path, draws, tmp_path):
    sampling = Sampling.of("sobol", "auto", None, levers=8, drivers=8)
    found = answer(load(path), tmp_path / "run", draws=draws, seed=1, sampling=sampling)
    assert found.draws.asked == draws
    assert to_json(from_json(to_json(found))) == to_json(found)
    assert verdict_lines(found)
    assert (tmp_path / "run" / "briefing.html").stat().st_size > 2000
