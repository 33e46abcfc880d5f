"""How kernels are compiled: once per machine and version, without the interpreter's lock."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import numba
from numba.extending import intrinsic as _intrinsic

Function = TypeVar("Function", bound=Callable[..., Any])

KERNEL_FILES = (
    "compiled.py",
    "lanes.py",
    "memory.py",
    "schedule.py",
    "sweep.py",
    "block.py",
    "mixing.py",
    "course.py",
    "arc.py",
    "secants.py",
    "careful.py",
    "krylov.py",
    "adjoint.py",
    "gather.py",
)

_njit: Any = numba.njit
# Multiplications and additions may be fused: the same way in every lane.
OPTIONS: dict[str, Any] = {"fastmath": {"contract"}, "error_model": "numpy", "nogil": True}


def kernel(function: Function) -> Function:
    """Compile what Python calls: kept on disk for as long as no kernel file changes.

    Left to itself the cache looks only at the file of the function, not at
    those of the functions compiled into it.
    """
    made: Any = _njit(cache=True, **OPTIONS)(function)
    made._cache._cache_file._source_stamp = _stamp()
    done: Function = made
    return done


def compiled(function: Function) -> Function:
    """Compile what only kernels call; without the way in from Python that takes half the time."""
    made: Function = _njit(no_cpython_wrapper=True, no_cfunc_wrapper=True, **OPTIONS)(function)
    return made


def inlined(function: Function) -> Function:
    """Compile into every kernel function that calls it.

    A call hands over the addresses of all rows one by one, which costs more than what a
    short function does.
    """
    made: Function = _njit(
        no_cpython_wrapper=True, no_cfunc_wrapper=True, forceinline=True, **OPTIONS
    )(function)
    return made


def lane_instruction(function: Callable[..., Any]) -> Callable[..., Any]:
    """Register a generator of machine instructions."""
    made: Any = _intrinsic
    done: Callable[..., Any] = made(function)
    return done


@cache
def _stamp() -> str:
    here = Path(__file__).parent
    digest = hashlib.blake2b(digest_size=16)
    for name in KERNEL_FILES:
        digest.update((here / name).read_bytes())
    return digest.hexdigest()
