"""What a saved page says of itself: title, author, day, publication, address.

Read from the page's own marks without a parser, so that a page which breaks one
still tells when it was published.
"""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from twofront.files import NotJson, json_value

from .ledger import day_in

HEAD = 512 * 2**10
"""Code points in which a page's marks are looked for."""

_LONGEST = 300
_NODES = 2_000
_SCRIPTS, _LONGEST_DATA = 20, 200_000
_MARK = re.compile(r"<(meta|link|time)\b([^<>]{1,3000})>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""(?<![\w:.-])([\w:.-]++)\s*+=\s*+(?:"([^"]*)"|'([^']*)'|([^\s"'>]++))""")
_TITLE = re.compile(r"<title\b[^>]{0,200}>([^<]{1,1000})", re.IGNORECASE)
_SCRIPT = re.compile(r"<script\b([^<>]{0,600})>", re.IGNORECASE)
_SCRIPT_END = re.compile(r"</script", re.IGNORECASE)
_DAY = re.compile(r"\s*(\d{4})-?(\d{2})-?(\d{2})(?!\d)")
_BY = re.compile(r"^\s*by:?\s+", re.IGNORECASE)

_NAMES = {
    "title": ("og:title", "headline", "twitter:title", "dc.title", "parsely-title"),
    "author": ("author", "article:author", "dc.creator", "parsely-author", "byl"),
    "published_on": (
        "article:published_time", "og:published_time", "datepublished", "date", "dc.date",
        "dc.date.issued", "pubdate", "publish-date", "publishdate", "parsely-pub-date",
        "sailthru.date", "article.published", "dcterms.created",
    ),
    "site": ("og:site_name", "application-name", "dc.publisher", "twitter:site"),
    "url": ("og:url", "twitter:url", "parsely-link"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class PageFacts:
    """What a page says of itself; None where it does not."""

    title: str | None = None
    author: str | None = None
    published_on: date | None = None
    site: str | None = None
    url: str | None = None


def page_facts(source: str) -> PageFacts:
    """Read what a saved page says of itself.

    Args:
        source: The page; its first 512 Ki code points are looked through.
    """
    head = source[:HEAD]
    marks, links, times = _marks(head)
    data = list(_linked_data(head))
    title = _TITLE.search(head)
    return PageFacts(
        title=_first(marks, "title") or _said(data, "headline") or _clean(title and title[1]),
        author=_author(_first(marks, "author")) or _author(_people(data)),
        published_on=_day(_first(marks, "published_on"), _said(data, "datePublished"), *times),
        site=_first(marks, "site") or _publisher(data),
        url=_address(links.get("canonical"), _first(marks, "url"), _said(data, "url")),
    )


def _marks(head: str) -> tuple[dict[str, str], dict[str, str], list[str]]:
    marks: dict[str, str] = {}
    links: dict[str, str] = {}
    times: list[str] = []
    for match in _MARK.finditer(head):
        found = {
            name.lower(): html.unescape(one or two or three)
            for name, one, two, three in _ATTRIBUTE.findall(match[2])
        }
        kind = match[1].lower()
        if kind == "meta":
            name = found.get("property") or found.get("name") or found.get("itemprop") or ""
            marks.setdefault(name.lower(), found.get("content", ""))
        elif kind == "link":
            links.setdefault(found.get("rel", "").lower(), found.get("href", ""))
        else:
            times.append(found.get("datetime", ""))
    return marks, links, times


def _first(marks: dict[str, str], fact: str) -> str | None:
    return next((text for name in _NAMES[fact] if (text := _clean(marks.get(name)))), None)


def _clean(text: str | None) -> str | None:
    """Return a line of text with entities decoded; None where nothing is left."""
    line = " ".join(html.unescape(text or "").split())[:_LONGEST]
    return line or None


def _linked_data(head: str) -> Iterator[dict[str, Any]]:
    """Yield the objects of a page's JSON-LD, outer ones first."""
    scripts = [match for match in _SCRIPT.finditer(head) if "ld+json" in match[1].lower()]
    for match in scripts[:_SCRIPTS]:
        closing = _SCRIPT_END.search(head, match.end(), match.end() + _LONGEST_DATA)
        try:
            waiting: list[Any] = [json_value(head[match.end() : closing.start() if closing else 0])]
        except NotJson:
            continue
        for _ in range(_NODES):
            if not waiting:
                break
            value = waiting.pop(0)
            if isinstance(value, dict):
                yield value
                value = list(value.values())
            if isinstance(value, list):
                waiting += [each for each in value if isinstance(each, dict | list)]


def _said(data: list[dict[str, Any]], key: str) -> str | None:
    """Return a text of an object that is a publication, for it has a headline or a date."""
    for each in data:
        if ("headline" in each or "datePublished" in each) and isinstance(each.get(key), str):
            return _clean(each[key])
    return None


def _people(data: list[dict[str, Any]]) -> str | None:
    for each in data:
        authors = each.get("author")
        names = [
            name if isinstance(name, str) else name.get("name")
            for name in (authors if isinstance(authors, list) else [authors])
            if isinstance(name, str | dict)
        ]
        if shown := [name for name in names if isinstance(name, str)][:5]:
            return _clean(", ".join(shown))
    return None


def _publisher(data: list[dict[str, Any]]) -> str | None:
    for each in data:
        publisher = each.get("publisher")
        if isinstance(publisher, dict) and isinstance(publisher.get("name"), str):
            return _clean(publisher["name"])
    return None


def _author(text: str | None) -> str | None:
    if text is None or "://" in text:
        return None
    return _BY.sub("", text) or None


def _day(*texts: str | None) -> date | None:
    for text in texts:
        found = _DAY.match(text or "")
        if found and (day := day_in("-".join(found.groups()))):
            return day
    return None


def _address(*texts: str | None) -> str | None:
    for text in texts:
        found = _clean(text)
        if found and re.match(r"https?://", found, re.IGNORECASE):
            return found
    return None
