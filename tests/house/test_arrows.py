"""Who may import whom: the contracts of `.importlinter` hold and leave out no room."""

import configparser
import subprocess
import sys
from pathlib import Path

import pytest


def lint(root: Path, config: Path) -> subprocess.CompletedProcess[str]:
    command = [Path(sys.executable).with_name("lint-imports"), "--no-cache", "--config", config]
    return subprocess.run(command, cwd=root, capture_output=True, text=True)


def test_every_import_follows_the_arrows(root):
    found = lint(root, root / ".importlinter")
    assert found.returncode == 0, found.stdout


def test_an_import_against_the_arrows_is_found(root, tmp_path):
    written = (root / ".importlinter").read_text()
    config = tmp_path / ".importlinter"
    config.write_text(written.replace("    twofront.__main__\n", "    twofront.games\n"))
    found = lint(root, config)
    assert found.returncode == 1
    assert "twofront.__main__ -> twofront.cli" in found.stdout


def rooms(package: Path) -> list[str]:
    folders = [path.parent.name for path in package.glob("*/__init__.py")]
    files = [path.stem for path in package.glob("[a-z]*.py")]
    return sorted(folders + files)


def test_every_room_has_a_contract(root):
    config = configparser.ConfigParser()
    config.read(root / ".importlinter")
    guarded = {
        config[section]["protected_modules"].removeprefix("twofront.")
        for section in config.sections()
        if config[section].get("type") == "protected"
    }
    ground = config["importlinter:contract:ground"]["source_modules"].split()
    under = {name.removeprefix("twofront.") for name in ground}
    assert guarded | under == set(rooms(root / "src" / "twofront"))


@pytest.mark.parametrize("room", ["evidence", "games", "findings"])
def test_the_rooms_at_the_bottom_import_nothing_inside(root, room):
    config = configparser.ConfigParser()
    config.read(root / ".importlinter")
    importers = [config[name].get("allowed_importers", "") for name in config.sections()]
    assert not [names for names in importers if f"twofront.{room}" in names.split()]
