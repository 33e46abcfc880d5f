"""Files as they come: encodings, dates, paragraphs, and what is no text at all."""

import codecs
import hashlib

import pytest

from twofront.evidence import InputError
from twofront.evidence.reading import read
from twofront.evidence.report import read_report
from twofront.evidence.source import READ_LIMIT, read_source

TEXT = "date 2024-05-06 Foreign minister Jana Müller said: “Wir gehen nicht nach Köln.”\n"


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (TEXT.encode(), "utf-8"),
        (codecs.BOM_UTF8 + TEXT.encode(), "utf-8"),
        (codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"), "utf-16-le"),
        (codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), "utf-16-be"),
        (codecs.BOM_UTF32_LE + TEXT.encode("utf-32-le"), "utf-32-le"),
        (TEXT.encode("cp1252"), "cp1252"),
    ],
)
def test_encodings_give_the_same_text_and_true_spans(tmp_path, data, encoding):
    path = tmp_path / "report.txt"
    path.write_bytes(data)
    reading = read(path)
    assert reading.report.source.text == TEXT
    assert reading.report.source.encoding == encoding
    (record,) = reading.records
    assert record.span.source_sha256 == hashlib.sha256(data).hexdigest()
    assert TEXT[record.span.start : record.span.end] == record.text
    assert record.speaker == "Jana Müller"


RUSSIAN = 'date 2024-05-06 Министр обороны заявил: "Мы не уйдём с этой земли до весны".\n'
ARABIC = "قال الوزير: «لن نغادر هذه الأرض أبدا». وانتهى الاجتماع يوم الأربعاء.\n"
CHINESE = "外交部长说：“我们不会让步。” 会议于星期三结束，他在北京说。\n"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        *((RUSSIAN, name) for name in ("utf-8", "windows-1251", "koi8-r")),
        *(
            (text, name)
            for text in (TEXT, RUSSIAN, ARABIC, CHINESE)
            for name in ("utf-16-le", "utf-16-be")
        ),
    ],
)
def test_an_encoding_that_does_not_say_so_is_known_by_its_letters(tmp_path, text, encoding):
    path = tmp_path / "report.txt"
    path.write_bytes((text * 3).encode(encoding))
    source = read_source(path)
    assert (source.text, source.encoding) == (text * 3, encoding)
    assert any("read as" in note for note in source.notes) == (encoding != "utf-8")


@pytest.mark.parametrize(
    "declared", ['<meta charset="windows-1251">', '<?xml version="1.0" encoding="windows-1251"?>']
)
def test_an_encoding_that_a_page_declares_is_taken(tmp_path, declared):
    path = tmp_path / "page.html"
    path.write_bytes(f"{declared}<p>Ян, А.</p>".encode("windows-1251"))
    assert "Ян, А." in read_source(path).text


def test_western_quotation_marks_in_utf_8_are_read_for_what_they_are(tmp_path):
    path = tmp_path / "mixed.txt"
    path.write_bytes(
        "Düsseldorf, Łódź und Kraków grüßen.\n\n".encode() * 3
        + "“We will not come back,” said Ana Ruiz.".encode("cp1252")
    )
    reading = read(path)
    (record,) = reading.records
    assert (record.text, record.speaker) == ("We will not come back", "Ana Ruiz")
    assert "bytes that are not UTF-8, read as Windows-1252: 2" in reading.notes


def test_bytes_of_no_other_encoding_are_latin_1(tmp_path):
    path = tmp_path / "report.txt"
    path.write_bytes(b"caf\xe9 \x81\x8d")
    assert read_source(path).encoding == "latin-1"


def test_one_bad_byte_does_not_cost_the_rest(tmp_path):
    path = tmp_path / "report.txt"
    path.write_bytes("“Łódź żyje, Gdańsk śpi” \n".encode() * 3 + b"\xff")
    source = read_source(path)
    assert source.encoding == "utf-8"
    assert "Łódź" in source.text
    assert source.notes == ("bytes that are not UTF-8, read as Windows-1252: 1",)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b" \n\t\r\n", "empty"),
        (codecs.BOM_UTF8, "empty"),
        ("\u3000\u2003".encode(), "empty"),
        (b"%PDF-1.7 something", "not_text"),
        (b"PK\x03\x04rest", "not_text"),
        (b"text \0 text", "not_text"),
        (bytes(range(1, 32)) * 9, "not_text"),
    ],
)
def test_what_is_no_text_is_refused(tmp_path, data, code):
    path = tmp_path / "report.txt"
    path.write_bytes(data)
    with pytest.raises(InputError) as error:
        read(path)
    assert [p.code for p in error.value.problems] == [code]


def test_missing_files_and_folders_are_refused(tmp_path):
    for path, code in ((tmp_path / "none.txt", "missing_file"), (tmp_path, "not_a_file")):
        with pytest.raises(InputError) as error:
            read(path)
        assert error.value.problems[0].code == code


def test_of_a_long_file_the_beginning_is_read_and_the_rest_told_of(tmp_path):
    path = tmp_path / "long.txt"
    path.write_bytes(b"A line of no interest at all.\n" + b"\xc3\xa9" * (READ_LIMIT // 2))
    source = read_source(path)
    assert len(source.text.encode()) <= READ_LIMIT
    assert "\ufffd" not in source.text
    assert any("first 16 MiB" in note for note in source.notes)


@pytest.mark.parametrize(
    ("text", "published"),
    [
        (" date 2024-12-02 The talks began.", "2024-12-02"),
        ("Date: 2024-12-02\n\nThe talks began.", "2024-12-02"),
        ("Published: 2024-12-02\nThe talks began.", "2024-12-02"),
        ("date 2024-13-02 The talks began.", None),
        ("The talks of 2024-12-02 began.", None),
    ],
)
def test_date_of_publication(tmp_path, text, published):
    path = tmp_path / "report.txt"
    path.write_text(text)
    report = read_report(path)
    assert (report.published_on and report.published_on.isoformat()) == published
    assert ("no date of publication was found" in report.notes) == (published is None)


@pytest.mark.parametrize(
    ("text", "paragraphs"),
    [
        ("One.\n\nTwo.", ["One.", "Two."]),
        ("One.\r\n\r\nTwo.", ["One.", "Two."]),
        ("One.\rTwo.", ["One.", "Two."]),
        ("one wrapped\nline here", ["one wrapped\nline here"]),
        ("x" * 130 + "\nTwo.", ["x" * 130, "Two."]),
        ("One.\n \t\n\n  Two.  \n", ["One.", "Two."]),
    ],
)
def test_paragraphs(tmp_path, text, paragraphs):
    path = tmp_path / "report.txt"
    path.write_bytes(text.encode())
    report = read_report(path)
    assert [block.text for block in report.blocks] == paragraphs
    for block in report.blocks:
        start, end = block.raw(0, len(block.text))
        assert report.source.text[start:end] == block.text


def test_control_and_direction_characters_stay_in_the_source(tmp_path):
    path = tmp_path / "report.txt"
    text = "“Red \x1b[31m alert \u202e now and here,” said Ana Ruiz."
    path.write_text(text)
    (record,) = read(path).records
    assert record.text == "Red \x1b[31m alert \u202e now and here"
    assert record.speaker == "Ana Ruiz"


def test_right_to_left_quotes_have_a_span_and_no_guessed_speaker(tmp_path):
    path = tmp_path / "report.txt"
    text = "قال الوزير: «لن نغادر هذه الأرض أبدا»."
    path.write_text(text, encoding="utf-8")
    (record,) = read(path).records
    assert text[record.span.start : record.span.end] == "لن نغادر هذه الأرض أبدا"
    assert record.speaker is None


def test_a_page_without_text_gives_no_records_and_says_so(tmp_path):
    path = tmp_path / "bare.html"
    path.write_text("<html><script>1</script><nav></nav></html>")
    reading = read(path)
    assert reading.records == ()
    assert "nothing but boilerplate was found" in reading.notes
