"""A browser for the tests of pages."""

import os
import shutil

import pytest

NAMES = (os.environ.get("CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


@pytest.fixture(scope="session")
def browser():
    """Headless Chromium; `make browser` installs it where it is missing."""
    from playwright.sync_api import sync_playwright

    found = next((path for name in NAMES if name and (path := shutil.which(name))), None)
    assert found, "no Chromium at hand: make browser"
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
        yield started
        started.close()
