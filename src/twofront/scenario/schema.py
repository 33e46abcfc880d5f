"""JSON Schemas of the written and the canonical form, made from the tables that read them.

Both lie in `schemas/` for editors to use. After a change of the language,
`python -m twofront.scenario.schema` writes them anew.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from twofront.scenario.written.amounts import amount_schema
from twofront.scenario.written.conditions import condition_schema
from twofront.scenario.written.document import DOCUMENT

FOLDER = Path(__file__).parent / "schemas"
FORMS = ("written", "canonical")


def schema(form: str) -> dict[str, Any]:
    """Make the JSON Schema (draft 2020-12) of the `written` or the `canonical` form."""
    canonical = form == "canonical"
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:twofront:scenario:1:{form}",
        "title": f"A Twofront scenario, {form} form",
        **DOCUMENT.schema(canonical),
        "$defs": {
            "amount": amount_schema(canonical),
            "condition": condition_schema(canonical),
        },
    }


def schema_path(form: str) -> Path:
    """Give the published file of a form's schema."""
    return FOLDER / f"{form}.schema.json"


def schema_text(form: str) -> str:
    """Write a form's schema as its published file has it."""
    return json.dumps(schema(form), indent=2, ensure_ascii=False) + "\n"


def publish() -> None:
    """Write the published files."""
    for form in FORMS:
        schema_path(form).write_text(schema_text(form), encoding="utf-8")


if __name__ == "__main__":
    publish()
