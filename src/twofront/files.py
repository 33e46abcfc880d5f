"""Files of the user: read within bounds, written in one step."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from twofront.problems import InputError, Problem


def read_bounded(path: Path, limit: int) -> bytes:
    """Return a file's bytes.

    Args:
        path: A regular file.
        limit: Most bytes accepted.

    Raises:
        InputError: The file is missing, not a regular file, unreadable or too large.
    """
    if not path.is_file():
        code, message = ("not_a_file", "This is not a file.")
        if not os.path.lexists(path):
            code, message = ("missing_file", "There is no such file.")
        raise InputError([_problem(path, code, message)])
    try:
        with path.open("rb") as file:
            data = file.read(limit + 1)
    except OSError as error:
        message = f"The file cannot be read: {error.strerror or error}."
        raise InputError([_problem(path, "unreadable", message)]) from None
    if len(data) > limit:
        message = f"The file is larger than {limit / 2**20:g} MiB."
        raise InputError([_problem(path, "too_large", message)])
    return data


@contextmanager
def replace_file(path: Path) -> Iterator[BinaryIO]:
    """Open a file that takes `path`'s place only when the block ends without error.

    Raises:
        InputError: The folder does not exist or cannot be written.
    """
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.name[:80]}.", dir=path.parent)
    except OSError as error:
        message = f"Cannot write here: {error.strerror or error}."
        raise InputError([_problem(path, "unwritable", message)]) from None
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(0o666 & ~_umask())
        os.replace(temporary, path)
    except OSError as error:
        message = f"Cannot write here: {error.strerror or error}."
        raise InputError([_problem(path, "unwritable", message)]) from None
    finally:
        with suppress(FileNotFoundError):
            temporary.unlink()


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _problem(path: Path, code: str, message: str) -> Problem:
    return Problem(str(path), None, None, "", code, message)
