"""Strides on a graphics card, or any other device that JAX runs on."""

from __future__ import annotations

from importlib import import_module
from typing import Any


def load_engine() -> Any:
    """Import the engine, and JAX with it.

    Raises:
        ImportError: JAX is not installed.
    """
    try:
        import_module("jax")
    except ImportError as problem:
        raise ImportError("Engine 'jax' needs JAX: pip install 'twofront[gpu]'.") from problem
    from twofront.games.gpu import engine

    return engine
