"""The locks: every package pinned by hash, no index named, in step with pyproject.toml."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

LOCKS = ["requirements.txt", "requirements-dev.txt"]
PIN = re.compile(r"(?m)^(?P<name>[\w.-]+)==(?P<version>[^ ;\\]+)(?P<rest>(?:.*\\\n)*.*)$")


def pins(root: Path, lock: str) -> dict[str, str]:
    text = (root / lock).read_text()
    found = {pin["name"]: pin["version"] for pin in PIN.finditer(text)}
    assert len(found) == sum(line[:1].isalnum() for line in text.splitlines())
    return found


@pytest.mark.parametrize("lock", LOCKS)
def test_every_pin_carries_hashes(root, lock):
    text = (root / lock).read_text()
    bare = [pin["name"] for pin in PIN.finditer(text) if "--hash=sha256:" not in pin["rest"]]
    assert pins(root, lock)
    assert not bare


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_no_address(root, lock):
    text = (root / lock).read_text()
    assert not re.search(r"://|--(extra-)?index-url|--find-links|--trusted-host| @ ", text)


def test_the_locks_agree(root):
    runtime, everything = (pins(root, lock) for lock in LOCKS)
    assert runtime.items() <= everything.items()


def test_what_the_project_needs_is_pinned_at_a_version_it_allows(root):
    project = tomllib.loads((root / "pyproject.toml").read_text())
    groups = project["dependency-groups"]
    extras = project["project"]["optional-dependencies"].values()
    needed = {
        "requirements.txt": project["project"]["dependencies"] + groups["build"],
        "requirements-dev.txt": [*groups["dev"], *(need for extra in extras for need in extra)],
    }
    for lock, requirements in needed.items():
        pinned = pins(root, lock)
        for requirement in map(Requirement, requirements):
            version = pinned[canonicalize_name(requirement.name)]
            assert requirement.specifier.contains(version), f"{requirement} in {lock}"
