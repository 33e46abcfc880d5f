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
    "sweep.py",
    "block.py",
    "mixing.py",
    "course.py",
    "careful.py",
)


def compiled(function: Function) -> Function:
    """Compile code that only fills arrays it is given; reference counts are left out.

    Multiplications and additions may be fused: the same way in every lane.
    """
    return _kept(function, fastmath={"contract"}, _nrt=False)


def compiled_with_memory(function: Function) -> Function:
    """Compile code that makes arrays."""
    return _kept(function, fastmath={"contract"})


def inlined(function: Function) -> Function:
    """Compile code into its caller."""
    made: Function = _njit(inline="always")(function)
    return made


def lane_instruction(function: Callable[..., Any]) -> Callable[..., None]:
    """Register a generator of machine instructions."""
    made: Any = _intrinsic
    done: Callable[..., None] = made(function)
    return done


_njit: Any = numba.njit


def _kept(function: Function, **options: object) -> Function:
    """Compile and keep on disk for as long as no kernel file changes.

    Left to itself the cache looks only at the file of the function, not at
    those of the functions compiled into it.
    """
    made: Any = _njit(cache=True, nogil=True, **options)(function)
    made._cache._cache_file._source_stamp = _stamp()
    done: Function = made
    return done


@cache
def _stamp() -> str:
    here = Path(__file__).parent
    digest = hashlib.blake2b(digest_size=16)
    for name in KERNEL_FILES:
        digest.update((here / name).read_bytes())
    return digest.hexdigest()
