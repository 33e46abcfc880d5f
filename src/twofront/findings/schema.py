"""The JSON Schema of findings.json, made from the dataclasses and their docstrings.

`python -m twofront.findings.schema` writes it to the file the package ships.
"""

from __future__ import annotations

import inspect
import json
import re
from collections.abc import Mapping
from dataclasses import fields
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Literal, get_args, get_origin

from .codec import hints, is_record, needed, optional
from .model import SCHEMA, Findings

FILE = Path(__file__).with_name("schema.json")


def json_schema() -> dict[str, Any]:
    """Give the schema as JSON values (draft 2020-12)."""
    definitions: dict[str, Any] = {}
    _define(Findings, definitions)
    top = definitions.pop("Findings")
    top["properties"]["schema"] = {"const": SCHEMA, "description": "The version of this layout."}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Twofront findings",
        **top,
        "$defs": dict(sorted(definitions.items())),
    }


def schema_text() -> str:
    """Give the schema as the text of the published file."""
    return json.dumps(json_schema(), indent=1, ensure_ascii=False) + "\n"


def _define(kind: Any, definitions: dict[str, Any]) -> None:
    if kind.__name__ in definitions:
        return
    definitions[kind.__name__] = {}  # holds the place against a type that contains itself
    notes = _notes(kind)
    types = hints(kind)
    properties = {}
    for field in fields(kind):
        properties[field.name] = _schema(types[field.name], definitions)
        if field.name in notes:
            properties[field.name]["description"] = notes[field.name]
    definitions[kind.__name__] = {
        "description": (inspect.getdoc(kind) or "").split("\n\n")[0].replace("\n", " "),
        "type": "object",
        "properties": properties,
        "required": [field.name for field in fields(kind) if needed(field)],
        "additionalProperties": False,
    }


def _schema(kind: Any, definitions: dict[str, Any]) -> dict[str, Any]:
    if kind is Any:
        return {}
    inner = optional(kind)
    if inner is not None:
        return {"anyOf": [_schema(inner, definitions), {"type": "null"}]}
    if get_origin(kind) is Annotated:
        inner, bounds = get_args(kind)
        return _schema(inner, definitions) | ({} if is_record(inner) else bounds.schema)
    if is_record(kind):
        _define(kind, definitions)
        return {"$ref": f"#/$defs/{kind.__name__}"}
    origin = get_origin(kind)
    if origin is Literal:
        return {"enum": list(get_args(kind))}
    if origin is tuple:
        return {"type": "array", "items": _schema(get_args(kind)[0], definitions)}
    if origin is not None and issubclass(origin, Mapping):
        values = _schema(get_args(kind)[1], definitions)
        return {"type": "object", "additionalProperties": values}
    if issubclass(kind, StrEnum):
        return {"enum": [str(member) for member in kind]}
    names = {str: "string", int: "integer", float: "number", bool: "boolean"}
    return {"type": names[kind]}


def _notes(kind: Any) -> dict[str, str]:
    """Read what the docstrings of a dataclass and its bases say of each field."""
    notes: dict[str, str] = {}
    for base in reversed(kind.__mro__[:-1]):
        _, _, attributes = (inspect.getdoc(base) or "").partition("Attributes:\n")
        for name, text in re.findall(r"^    (\w+): ((?:.+\n?(?:     .+\n?)*))", attributes, re.M):
            notes[name] = " ".join(text.split())
    return notes


if __name__ == "__main__":
    FILE.write_text(schema_text(), encoding="utf-8")
