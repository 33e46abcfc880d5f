"""A page printed to PDF by a browser that is on the machine, without a window."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from twofront.files import replace_file
from twofront.problems import InputError, Problem

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
PATIENCE = 120.0
"""Seconds that a browser gets."""


def to_pdf(page: Path, path: Path) -> None:
    """Print a page to A4.

    Args:
        page: The page.
        path: The PDF; an older one is replaced when the new one is whole.

    Raises:
        InputError: No browser is found, it does not print, or nothing can be written there.
    """
    browser = _browser()
    with tempfile.TemporaryDirectory(prefix="twofront-print-") as place:
        made = Path(place) / "page.pdf"
        command = [
            browser,
            "--headless",
            "--disable-gpu",
            "--disable-extensions",
            f"--user-data-dir={place}/profile",
            "--no-pdf-header-footer",
            f"--print-to-pdf={made}",
            page.resolve().as_uri(),
        ]
        if hasattr(os, "geteuid") and os.geteuid() == 0:  # its own walls need an ordinary user
            command.insert(1, "--no-sandbox")
        try:
            subprocess.run(command, check=True, capture_output=True, timeout=PATIENCE)
        except (OSError, subprocess.SubprocessError) as error:
            _refuse(path, "not_printed", f"{browser} did not print the page: {_why(error)}.")
        if not made.is_file() or made.read_bytes()[:5] != b"%PDF-":
            _refuse(path, "not_printed", f"{browser} left no PDF.")
        with replace_file(path) as file:
            file.write(made.read_bytes())


def _browser() -> str:
    for name in (os.environ.get("CHROMIUM", ""), *BROWSERS):
        if name and (found := shutil.which(name)):
            return found
    message = "To print, Chromium or Chrome must be on the PATH, or CHROMIUM must name it."
    raise InputError([Problem("briefing", None, None, "", "no_browser", message)])


def _why(error: Exception) -> str:
    if isinstance(error, subprocess.TimeoutExpired):
        return f"it took more than {PATIENCE:g} seconds"
    if isinstance(error, subprocess.CalledProcessError):
        lines = (error.stderr or b"").decode("utf-8", "replace").strip().splitlines()
        return lines[-1][:200] if lines else f"it ended with status {error.returncode}"
    return str(error)[:200]


def _refuse(path: Path, code: str, message: str) -> None:
    raise InputError([Problem(str(path), None, None, "", code, message)])
