"""Twofront tests strategic claims about linked conflicts.

`load` reads a scenario, `Study.run` answers its claims, `results` opens a run
made before, `compare` tells two runs apart. Everything behind them is loaded when it is first used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .api import Run, Study, compare, load, results
    from .problems import InputError

__all__ = ["InputError", "Run", "Study", "__version__", "compare", "load", "results"]

_HOME = {
    "InputError": "twofront.problems",
    "Run": "twofront.api",
    "Study": "twofront.api",
    "compare": "twofront.api",
    "load": "twofront.api",
    "results": "twofront.api",
}


def __getattr__(name: str) -> Any:
    """Load a public name when it is first asked for (PEP 562)."""
    if name == "__version__":
        from importlib.metadata import version

        return version("twofront")
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOME[name]), name)


def __dir__() -> list[str]:
    return sorted(set(globals()) | set(__all__))
