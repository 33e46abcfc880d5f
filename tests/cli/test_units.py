"""`twofront units`: the whole registry, or the part of it near a word."""

import pytest

from twofront.cli import main
from twofront.scenario.units import UNITS


def listed(capsys, *args: str) -> list[str]:
    assert main(["units", *args]) == 0
    return [line.split()[0] for line in capsys.readouterr().out.splitlines()]


def test_every_unit_is_listed_with_its_meaning(capsys):
    assert main(["units"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split(maxsplit=1) for line in lines] == [
        [unit.name, unit.means] for unit in UNITS.values()
    ]


@pytest.mark.parametrize(
    ("text", "nearest"),
    [
        ("USD", "USD_bn"),
        ("dollars", "USD_bn"),
        ("probabilty", "probability"),
        ("% of GDP", "GDP_share"),
        ("soldier", "troops"),
        ("years", "yr"),
    ],
)
def test_like_puts_the_nearest_first(capsys, text, nearest):
    assert listed(capsys, "--like", text)[0] == nearest


def test_like_nothing_says_so_on_standard_error(capsys):
    assert main(["units", "--like", "xyzzy\x1b[2J"]) == 0
    out, err = capsys.readouterr()
    assert out == ""
    assert "No unit is like 'xyzzy\\x1b[2J'" in err
