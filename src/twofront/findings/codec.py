"""Frozen dataclasses to plain JSON values and back, told by their type hints alone.

What is read is checked: every mistake is found, and named by its place.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, Field, fields, is_dataclass
from enum import StrEnum
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

Report = Callable[[str, str], None]
"""Takes a place, such as `claims[0].delta.mean`, and what is wrong there."""

T = TypeVar("T")


@cache
def hints(kind: Any) -> Mapping[str, Any]:
    """Give the resolved type of every field of a dataclass."""
    return get_type_hints(kind, include_extras=True)


def needed(field: Field[Any]) -> bool:
    """Tell whether a field has no default."""
    return field.default is MISSING and field.default_factory is MISSING


def is_record(kind: Any) -> bool:
    """Tell whether a type hint is a dataclass."""
    return isinstance(kind, type) and is_dataclass(kind)


def optional(kind: Any) -> Any | None:
    """Give X of `X | None`; None for any other type hint."""
    if get_origin(kind) not in (Union, UnionType):
        return None
    parts = [part for part in get_args(kind) if part is not NoneType]
    if len(parts) != 1:
        raise TypeError(f"no JSON stands for {kind}")
    return parts[0]


def encode(value: Any) -> Any:
    """Turn a dataclass into JSON values: fields and the keys of mappings in their order.

    Raises:
        ValueError: A number is not finite, or a value is none of JSON's.
    """
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: encode(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): encode(each) for key, each in value.items()}
    if isinstance(value, str | bool | int | NoneType):
        return str(value) if isinstance(value, StrEnum) else value
    if isinstance(value, float) and math.isfinite(value):
        return value + 0.0  # turns a negative zero into zero
    if isinstance(value, Sequence):
        return [encode(item) for item in value]
    raise ValueError(f"no JSON stands for {value!r}")


def decode(kind: type[T], value: Any, report: Report) -> T | None:
    """Read JSON values as a dataclass.

    Args:
        kind: The dataclass.
        value: What stands in the file.
        report: Told of every mistake.

    Returns:
        The dataclass, or None where a mistake was reported.
    """
    mistakes = 0

    def count(place: str, message: str) -> None:
        nonlocal mistakes
        mistakes += 1
        report(place, message)

    found: T = _read(kind, value, "", count)
    return None if mistakes else found


def _read(kind: Any, value: Any, place: str, report: Report) -> Any:
    """Read one value; after a report what comes back is of no use."""
    if kind is Any:
        return _plain(value, place, report)
    inner = optional(kind)
    if inner is not None:
        return None if value is None else _read(inner, value, place, report)
    if get_origin(kind) is Annotated:
        return _read_bounded(kind, value, place, report)
    if is_record(kind):
        return _read_record(kind, value, place, report)
    origin = get_origin(kind)
    if origin is tuple:
        return _read_list(get_args(kind)[0], value, place, report)
    if origin is not None and origin is not Literal and issubclass(origin, Mapping):
        return _read_mapping(get_args(kind)[1], value, place, report)
    return _read_scalar(kind, value, place, report)


def _read_bounded(kind: Any, value: Any, place: str, report: Report) -> Any:
    inner, bounds = get_args(kind)
    read = _read(inner, value, place, report)
    fault = None if read is None else bounds.fault(read)
    return report(place, f"{fault}, found {shown(value)}") if fault else read


def _read_record(kind: Any, value: Any, place: str, report: Report) -> Any:
    if not isinstance(value, dict):
        return report(place, f"expected an object, found {shown(value)}")
    known = {field.name: field for field in fields(kind)}
    for key in value:
        if key not in known:
            report(_inside(place, key), "is not a field of findings")
    types, mistakes = hints(kind), 0

    def count(where: str, message: str) -> None:
        nonlocal mistakes
        mistakes += 1
        report(where, message)

    read = {
        key: _read(types[key], value[key], _inside(place, key), count)
        for key in known
        if key in value
    }
    for key, field in known.items():
        if key not in value and needed(field):
            count(_inside(place, key), "is missing")
    return None if mistakes else _fitting(kind(**read), place, report)


def _fitting(record: Any, place: str, report: Report) -> Any:
    """Report the fields of a record that do not fit each other."""
    faults = list(record.faults()) if hasattr(record, "faults") else []
    for key, message in faults:
        report(_inside(place, key), message)
    return None if faults else record


def _read_list(item: Any, value: Any, place: str, report: Report) -> Any:
    if not isinstance(value, list):
        return report(place, f"expected a list, found {shown(value)}")
    return tuple(_read(item, each, f"{place}[{at}]", report) for at, each in enumerate(value))


def _read_mapping(item: Any, value: Any, place: str, report: Report) -> Any:
    if not isinstance(value, dict):
        return report(place, f"expected an object, found {shown(value)}")
    return {
        _text(key, place, report): _read(item, each, _inside(place, key), report)
        for key, each in value.items()
    }


def _read_scalar(kind: Any, value: Any, place: str, report: Report) -> Any:
    if get_origin(kind) is Literal or issubclass(kind, StrEnum):
        choices = get_args(kind) or tuple(str(member) for member in kind)
        if value in choices:
            return value if get_args(kind) else kind(value)
        return report(place, f"expected one of {', '.join(choices)}; found {shown(value)}")
    if kind is float and isinstance(value, int | float) and not isinstance(value, bool):
        return _finite(value, place, report)
    if isinstance(value, kind) and isinstance(value, bool) == (kind is bool):
        return _text(value, place, report) if kind is str else value
    name = {str: "text", int: "a whole number", float: "a number", bool: "true or false"}[kind]
    return report(place, f"expected {name}, found {shown(value)}")


def _text(value: str, place: str, report: Report) -> str:
    """Report text that no file could hold: half of a surrogate pair stands in it."""
    if any("\ud800" <= char <= "\udfff" for char in value):
        report(place, f"is no text, found {shown(value)}")
    return value


def _finite(value: float, place: str, report: Report) -> float | None:
    try:
        number = float(value)
    except OverflowError:
        number = math.inf
    if math.isfinite(number):
        return number
    report(place, "expected a finite number")
    return None


def _plain(value: Any, place: str, report: Report) -> Any:
    if isinstance(value, dict):
        return {
            _text(key, place, report): _plain(each, _inside(place, key), report)
            for key, each in value.items()
        }
    if isinstance(value, list):
        return tuple(_plain(each, f"{place}[{at}]", report) for at, each in enumerate(value))
    if isinstance(value, str):
        return _text(value, place, report)
    return _finite(value, place, report) if isinstance(value, float) else value


def _inside(place: str, key: str) -> str:
    return f"{place}.{key[:80]}" if place else key[:80]


def shown(value: Any) -> str:
    """Show a value from a file, cut short."""
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."
