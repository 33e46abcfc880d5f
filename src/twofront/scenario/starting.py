"""A new scenario: a small one that runs, in a folder of its own."""

from __future__ import annotations

import json
import re
from datetime import date
from importlib.resources import files
from pathlib import Path

from twofront.problems import InputError, Problem

FILES = ("scenario.yaml", "ledger.jsonl", "README.md")
"""What a scenario's folder holds."""

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")


def start(folder: Path, title: str, today: date) -> None:
    """Write a small scenario that runs into a new folder.

    Args:
        folder: Where; made here.
        title: Of the scenario.
        today: The date on which it is played.

    Raises:
        InputError: Something is there already, or the folder cannot be made.
    """
    title = _CONTROL.sub(" ", title).strip() or "A new scenario"
    try:
        folder.mkdir(parents=True)
        for name in FILES:
            text = files(__package__).joinpath("starter", name).read_text(encoding="utf-8")
            told = json.dumps(title, ensure_ascii=False) if name.endswith("yaml") else title
            text = text.replace("@TITLE@", told).replace("@TODAY@", today.isoformat())
            (folder / name).write_text(text, encoding="utf-8")
    except FileExistsError:
        _refuse(folder, "exists", "Something of that name is there already; choose another.")
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        _refuse(folder, "not_written", f"The folder cannot be written: {reason}.")


def _refuse(folder: Path, code: str, message: str) -> None:
    raise InputError([Problem(str(folder), None, None, "", code, message)]) from None
