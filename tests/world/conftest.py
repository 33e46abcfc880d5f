"""A small scenario with every structural feature, and a way to change it in a test."""

from collections.abc import Callable
from pathlib import Path

import pytest

from twofront.scenario import load
from twofront.scenario.model import Scenario

SMALL = (Path(__file__).parent / "small.yaml").read_text(encoding="utf-8")


Write = Callable[..., Scenario]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Load the small scenario with some of its text replaced."""

    def written(*changes: tuple[str, str]) -> Scenario:
        text = SMALL
        for old, new in changes:
            assert old in text, f"not in the small scenario: {old}"
            text = text.replace(old, new)
        path = tmp_path / "scenario.yaml"
        path.write_text(text, encoding="utf-8")
        return load(path)

    return written
