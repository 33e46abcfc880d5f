"""A report's bytes, its digest, and the text that offsets count in."""

import codecs
import hashlib
import os
import re
from dataclasses import dataclass
from pathlib import Path

from twofront.files import open_regular, unread
from twofront.problems import InputError, Problem

READ_LIMIT = 16 * 2**20
FILE_LIMIT = 2**30

_CHUNK = 2**20
_MAGIC = {
    b"%PDF-": "a PDF document",
    b"PK\x03\x04": "a zip or office document",
    b"\x89PNG": "an image",
    b"\xff\xd8\xff": "an image",
    b"GIF8": "an image",
    b"\x1f\x8b": "a compressed file",
    b"{\\rtf": "an RTF document",
    b"\xd0\xcf\x11\xe0": "an office document",
}
_BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CHARSET = re.compile(
    rb"<meta[^>]{0,200}charset\s*=\s*[\"']?([\w-]{2,20})"
    rb"|^\s*<\?xml[^>]{0,100}encoding\s*=\s*[\"']([\w-]{2,20})",
    re.IGNORECASE,
)
_KNOWN_CHARSET = re.compile(
    r"iso-8859-\d+|windows-125\d|koi8-[ru]|shift_jis|euc-jp|euc-kr|gb2312|gbk|gb18030|big5"
)
_HEAD = 2**16
_STRAY = re.compile("[\udc80-\udcff]")
_LETTERS_ABOVE = re.compile(rb"[\x80-\xff]{4,}")
_LOWER_CYRILLIC = re.compile("[а-яёіїєґў]")
_UPPER_CYRILLIC = re.compile("[А-ЯЁІЇЄҐЎ]")


@dataclass(frozen=True, slots=True)
class Source:
    """A report as it lies on disk.

    Attributes:
        path: Where it was read from.
        sha256: Digest of all bytes of the file, in hex.
        text: The decoded file; every offset counts its code points. A
            byte-order mark is not part of it. Line ends are as in the file.
        encoding: How it was decoded.
        notes: What a reader should know about the decoding.
    """

    path: Path
    sha256: str
    text: str
    encoding: str
    notes: tuple[str, ...]

    def slice_sha256(self, start: int, end: int) -> str:
        """Return the digest of `text[start:end]` in UTF-8."""
        return hashlib.sha256(self.text[start:end].encode()).hexdigest()


def read_source(path: Path) -> Source:
    """Read a file; decoding the same bytes always gives the same text.

    Of a file larger than 16 MiB the first 16 MiB are decoded; the digest is of
    the whole.

    Raises:
        InputError: The file is missing, unreadable, larger than 1 GiB, empty,
            or not text.
    """
    head, digest, size = _read(path)
    if not head.strip(b" \t\r\n\x00"):
        raise _refused(path, "empty", "The file is empty.")
    cut = size > len(head)
    text, encoding, notes = _decode(path, head, cut)
    if cut:
        notes = (*notes, f"only the first {READ_LIMIT // 2**20} MiB of {size:,} bytes were read")
    if not text.strip():
        raise _refused(path, "empty", "The file holds no text.")
    return Source(path, digest, text, encoding, notes)


def _read(path: Path) -> tuple[bytes, str, int]:
    digest, head = hashlib.sha256(), bytearray()
    try:
        with open_regular(path) as file:
            size = os.fstat(file.fileno()).st_size
            if size > FILE_LIMIT:
                message = f"The file is larger than {FILE_LIMIT // 2**30} GiB and was not read."
                raise _refused(path, "too_large", message)
            while chunk := file.read(_CHUNK):
                digest.update(chunk)
                head += chunk[: max(0, READ_LIMIT - len(head))]
    except OSError as error:
        raise InputError([unread(path, error)]) from None
    return bytes(head), digest.hexdigest(), size


def _decode(path: Path, data: bytes, cut: bool) -> tuple[str, str, tuple[str, ...]]:
    for mark, name in _BOMS:
        if data.startswith(mark):
            return _decode_as(data[len(mark) :], name, cut)
    if wide := _utf16(data[:_HEAD]):
        text, encoding, notes = _decode_as(data, wide, cut)
        return text, encoding, (f"read as {encoding.upper()}, though it does not say so", *notes)
    _refuse_binary(path, data)
    try:
        return codecs.getincrementaldecoder("utf-8")().decode(data, not cut), "utf-8", ()
    except UnicodeDecodeError:
        pass
    declared = _CHARSET.search(data[:4096])
    if declared:
        name = (declared[1] or declared[2]).decode().lower()
        if _KNOWN_CHARSET.fullmatch(name):
            return _decode_as(data, name, cut)
    return _mixed(data, cut) or _single_byte(data)


def _decode_as(data: bytes, encoding: str, cut: bool) -> tuple[str, str, tuple[str, ...]]:
    text = codecs.getincrementaldecoder(encoding)("replace").decode(data, not cut)
    lost = text.count("\ufffd")
    notes = (f"{lost:,} characters could not be decoded as {encoding}",) if lost else ()
    return text, encoding, notes


def _utf16(head: bytes) -> str | None:
    """Name the UTF-16 that bytes without a mark are in.

    Of each pair one byte repeats, for it names the script; it is null beside
    spaces and full stops, while the other is null hardly ever.
    """
    pairs = len(head) // 2
    if pairs < 4 or b"\0" not in head:
        return None
    for first, name in ((1, "utf-16-le"), (0, "utf-16-be")):
        high, low = head[first : 2 * pairs : 2], head[1 - first : 2 * pairs : 2]
        if high.count(0) > max(1, pairs // 50) and low.count(0) <= pairs // 200:
            text = head[: 2 * pairs].decode(name, "replace")
            odd = sum(1 for char in text if not (char.isprintable() or char.isspace()))
            if odd <= len(text) // 50 and len(set(high)) < max(4, len(set(low))):
                return name
    return None


def _mixed(data: bytes, cut: bool) -> tuple[str, str, tuple[str, ...]] | None:
    """Read UTF-8 with a few stray bytes, which are taken for Windows-1252; None if it is none."""
    decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
    text = decoder.decode(data, not cut)
    strays = len(_STRAY.findall(text))
    if strays > sum(1 for char in text if "\x7f" < char < "\udc80" or char > "\udcff"):
        return None
    note = f"bytes that are not UTF-8, read as Windows-1252: {strays:,}"
    return _STRAY.sub(_as_western, text), "utf-8", (note,)


def _as_western(match: re.Match[str]) -> str:
    return bytes([ord(match.group()) - 0xDC00]).decode("cp1252", "replace")


def _single_byte(data: bytes) -> tuple[str, str, tuple[str, ...]]:
    """Read bytes of one letter each: Cyrillic where they form words, else Western."""
    if name := _cyrillic(data[:_HEAD]):
        text = data.decode(name, "replace")
        return text, name, (f"read as {name.title()}, for it is not UTF-8",)
    try:
        return data.decode("cp1252"), "cp1252", ("read as Windows-1252, for it is not UTF-8",)
    except UnicodeDecodeError:
        return data.decode("latin-1"), "latin-1", ("read as Latin-1, for it is not UTF-8",)


def _cyrillic(head: bytes) -> str | None:
    """Name the Cyrillic encoding of bytes whose letters above ASCII stand in whole words.

    In the wrong one of two encodings capitals and small letters change places.
    """
    words = b" ".join(_LETTERS_ABOVE.findall(head))
    if 2 * len(words) < sum(1 for byte in head if byte > 127):
        return None
    small = {}
    for name in ("windows-1251", "koi8-r"):
        text = words.decode(name, "replace")
        small[name] = len(_LOWER_CYRILLIC.findall(text)) - len(_UPPER_CYRILLIC.findall(text))
    best = max(small, key=lambda name: small[name])
    return best if 2 * small[best] > len(words) else None


def _refuse_binary(path: Path, data: bytes) -> None:
    for magic, name in _MAGIC.items():
        if data.startswith(magic):
            raise _refused(path, "not_text", f"This is {name}; save it as text or HTML first.")
    head = data[:_HEAD]
    control = sum(1 for byte in head if byte < 32 and byte not in b"\t\n\r\f\x1b")
    if b"\0" in head or control > len(head) / 20:
        raise _refused(path, "not_text", "The file is binary, not text.")


def _refused(path: Path, code: str, message: str) -> InputError:
    return InputError([Problem(str(path), None, None, "", code, message)])
