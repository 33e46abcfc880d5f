"""Free text and damaged findings do no harm on the page."""

import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from twofront.briefing import render, write
from twofront.briefing.downloads import SAVED
from twofront.briefing.notebook import summary
from twofront.findings import FindingsError, from_json, to_json
from twofront.findings.words import verdict_lines

from ..synthetic_study import findings, scenario
from .page_parts import Page, hostile


def places(value, path=()):
    """Every place in JSON values, and what stands there."""
    inside = value.items() if isinstance(value, dict) else enumerate(value)
    for key, each in inside:
        yield (*path, key), each
        if isinstance(each, dict | list):
            yield from places(each, (*path, key))


def reaches(inside, key) -> bool:
    """Tell whether there is still something at a place."""
    if isinstance(inside, dict):
        return key in inside
    return isinstance(inside, list) and isinstance(key, int) and key < len(inside)


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "</style></title><img src=x onerror=alert(1)>",
        "\"'><svg onload=alert(1)>",
        "{{ 7 * 7 }}{% raw %}",
        "javascript:alert(1)",
        "--><!-- & &amp; &lt;",
        "\u202eright to left\u2066 and \u05e9\u05dc\u05d5\u05dd",
        "x" * 5000,
        "a\x00b\x1b[31mc\x85",
        "lone \ud800 surrogate",
    ],
    ids=range(10),
)
def test_hostile_text_renders_harmlessly(text, tmp_path):
    answer, stated = hostile(text)
    path = tmp_path / "briefing.html"
    write(answer, stated, path)
    page = Page(path.read_text(encoding="utf-8"))
    assert not {"script", "img"} & {tag for tag, _ in page.tags}
    assert not [link for link in page.links if not link.startswith(("#", SAVED))]
    for _, attributes in page.tags:
        assert not [name for name in attributes if name.startswith("on")]
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]", path.read_text("utf-8"))
    shown = re.sub("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]", "\ufffd", text)
    assert " ".join(shown.split()) in page.text


def test_text_of_the_scenario_is_kept_apart_from_writing_around_it():
    answer, stated = hostile("\u05e9\u05dc\u05d5\u05dd")
    html = render(answer, stated)
    bare = re.sub(r"<(bdi|title|desc|h1|h2)\b[^>]*>.*?</\1>|<pre>.*?</pre>", "", html, flags=re.S)
    assert "\u05e9" not in bare


def test_a_title_turns_no_writing_around_it():
    html = render(*hostile("\u202eright to left\u2066 and back"))
    assert "<title>right to left and back</title>" in html
    assert re.search("<h1><bdi>.*</bdi></h1>", html)


PLACES = [path for path, _ in places(json.loads(to_json(findings(96))))]
JUNK = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**30), 10**30),
    st.floats(allow_nan=False),
    st.text(max_size=3),
    st.just([]),
    st.just({}),
    st.sampled_from(["2025-02-30", "\ud800", "mixed", "undecided", "holds"]),
)


@settings(max_examples=150, derandomize=True, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(PLACES), JUNK), min_size=1, max_size=2))
def test_damaged_findings_are_refused_or_shown_and_never_a_fault(changes):
    value = json.loads(to_json(findings(96)))
    for path, junk in changes:
        inside = value
        for key in path[:-1]:
            inside = inside[key] if reaches(inside, key) else {}
        if reaches(inside, path[-1]):
            inside[path[-1]] = junk
    try:
        read = from_json(json.dumps(value))
    except FindingsError:
        return
    render(read, scenario()).encode()
    "\n".join(verdict_lines(read)).encode()


def test_hostile_text_is_harmless_in_a_notebook_too():
    answer, _ = hostile("</p><script>alert(1)</script>\x00")
    page = Page(summary(answer))
    assert not {"script", "img"} & {tag for tag, _ in page.tags}
    assert "\x00" not in summary(answer)
