"""How a study's own loops are compiled: once per machine and version of their file."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import numba

Function = TypeVar("Function", bound=Callable[..., Any])


def kernel(function: Function) -> Function:
    """Compile a loop that reads nothing but its arguments and calls kernels of its file only.

    The compiled code is kept on disk for as long as that one file does not change. Those of
    games are made of functions of many files, see there.
    """
    made: Any = numba.njit(cache=True, nogil=True, error_model="numpy")
    done: Function = made(function)
    return done
