"""Files of the user: read within bounds, written in one step; and the JSON in them."""

import errno
import json
import os
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO, NoReturn

from twofront.problems import InputError, Problem

LONGEST_NUMBER = 400
"""Most digits of a whole number in JSON: as many as the largest that a float holds, and more."""


class NotRegular(OSError):
    """What stands at the path is no regular file."""


class NotJson(ValueError):
    """Text that is not JSON: why, in the words that end a sentence, and where if it is known.

    `line` and `column` count from 1; `code` is not_json, not_utf8 or too_deep.
    """

    def __init__(
        self, why: str, line: int | None = None, column: int | None = None, code: str = "not_json"
    ) -> None:
        super().__init__(why)
        self.line, self.column, self.code = line, column, code


def open_regular(path: Path, *, follow: bool = True) -> BinaryIO:
    """Open a regular file to read; nothing else is waited for.

    Args:
        path: The file.
        follow: Whether the path may be a symbolic link.

    Raises:
        NotRegular: A folder, pipe or device stands there, or a link that is not followed.
        OSError: It is missing or cannot be read.
    """
    if not follow and path.is_symlink():
        raise NotRegular("it is a symbolic link")
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except ValueError:  # a name with a null
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(path)) from None
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise NotRegular("it is not a regular file")
    return os.fdopen(handle, "rb")


def read_bounded(path: Path, limit: int) -> bytes:
    """Return a file's bytes.

    Args:
        path: A regular file.
        limit: Most bytes accepted.

    Raises:
        InputError: The file is missing, not a regular file, unreadable or too large.
    """
    try:
        with open_regular(path) as file:
            data = file.read(limit + 1)
    except OSError as error:
        raise InputError([unread(path, error)]) from None
    if len(data) > limit:
        message = f"The file is larger than {limit / 2**20:g} MiB."
        raise InputError([_problem(path, "too_large", message)])
    return data


def unread(path: Path, error: OSError) -> Problem:
    """Say why a file could not be read."""
    missing = isinstance(error, FileNotFoundError | NotADirectoryError)
    if missing and not os.path.lexists(path):
        return _problem(path, "missing_file", "There is no such file.")
    if missing or isinstance(error, NotRegular):
        return _problem(path, "not_a_file", "This is not a file.")
    message = f"The file cannot be read: {error.strerror or error}."
    return _problem(path, "unreadable", message)


def json_value(data: bytes | str, *, unique_keys: bool = False) -> Any:
    """Read JSON that a user may have written.

    Args:
        data: The text; bytes are UTF-8.
        unique_keys: Whether a key that stands twice in a mapping is an error.

    Raises:
        NotJson: It is none, or nests too deep.
    """
    try:
        return json.loads(
            data if isinstance(data, str) else data.decode(),
            object_pairs_hook=_with_unique_keys if unique_keys else None,
            parse_int=_whole,
            parse_constant=_no_constant,
        )
    except UnicodeDecodeError as error:
        raise NotJson("it is not UTF-8 text", None, error.start + 1, "not_utf8") from None
    except json.JSONDecodeError as error:
        raise NotJson(error.msg[:1].lower() + error.msg[1:], error.lineno, error.colno) from None
    except RecursionError:
        raise NotJson("it nests too deep", code="too_deep") from None


def _with_unique_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    mapping: dict[str, Any] = {}
    for key, value in pairs:
        if key in mapping:
            raise NotJson(f"the key {key[:80]!r} stands twice")
        mapping[key] = value
    return mapping


def _whole(digits: str) -> int:
    if len(digits) > LONGEST_NUMBER:
        raise NotJson(f"a number has {len(digits):,} digits")
    return int(digits)


def _no_constant(name: str) -> NoReturn:
    raise NotJson(f"{name} is not a value of JSON")


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
