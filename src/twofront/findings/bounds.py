"""What a number or text in findings may be, beyond its type: stated once, as part of the type."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from typing import Annotated, Any, TypeAlias

SLACK = 1e-9
"""By so much a sum of probabilities may miss its bounds."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """The least and the greatest value of a number, or of every number of a record."""

    least: float
    most: float

    def fault(self, value: Any) -> str | None:
        """Say what is wrong with a value, or None."""
        numbers = [value]
        if is_dataclass(value):
            numbers = [getattr(value, field.name) for field in fields(value)]
        for each in numbers:
            if isinstance(each, int | float) and not self._holds(each):
                return f"expected {self.least:,.15g} to {self.most:,.15g}"
        return None

    def _holds(self, number: float) -> bool:
        return self.least - SLACK <= number <= self.most + SLACK

    @property
    def schema(self) -> dict[str, Any]:
        """The same in words of JSON Schema."""
        return {"minimum": self.least, "maximum": self.most}


@dataclass(frozen=True, slots=True)
class IsoDay:
    """Text that is a day, such as 2025-07-08."""

    def fault(self, value: Any) -> str | None:
        """Say what is wrong with a value, or None."""
        try:
            same = date.fromisoformat(value).isoformat() == value
        except ValueError:
            same = False
        return None if same else "expected a day such as 2025-07-08"

    @property
    def schema(self) -> dict[str, Any]:
        """The same in words of JSON Schema."""
        return {"format": "date"}


Part: TypeAlias = Annotated[float, Bounds(0, 1)]
"""A share of draws, or a probability."""

Change: TypeAlias = Annotated[float, Bounds(-1, 1)]
"""A difference of two probabilities."""

Count: TypeAlias = Annotated[int, Bounds(0, 2**53)]
Size: TypeAlias = Annotated[float, Bounds(0, 2**53)]
Day: TypeAlias = Annotated[str, IsoDay()]


def fits_together(record: Any, place: str, names: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Say where some fields of a record are null and others not, or none is and a reason stands.

    Args:
        record: With a field `reason`.
        place: The field that is named.
        names: Fields that are all null, with a reason, or all given, without one.
    """
    missing = [getattr(record, name) is None for name in names]
    if any(missing) != all(missing):
        yield place, f"expected {', '.join(names)} all given or all null"
    elif all(missing) != (record.reason is not None):
        yield "reason", "expected a reason where values are null, and only there"
