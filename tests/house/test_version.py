"""The version stands in pyproject.toml and nowhere else."""

import tomllib
from importlib.metadata import version


def test_the_installed_version_is_the_written_one(root):
    written = tomllib.loads((root / "pyproject.toml").read_text())["project"]["version"]
    assert version("twofront") == written


def test_no_source_repeats_the_version(root):
    written = f'"{version("twofront")}"'
    repeats = [
        str(path) for path in (root / "src").rglob("*.py") if written in path.read_text("utf-8")
    ]
    assert not repeats
