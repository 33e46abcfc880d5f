"""Fixtures shared by every room's tests."""

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def root() -> Path:
    """The repository's root."""
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """The reference data beside the repository; tests that need it fail without it."""
    folder = ROOT.parent / "shared"
    assert folder.is_dir(), f"reference data expected at {folder}"
    return folder
