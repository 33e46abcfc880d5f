"""Pages of hostile text, and a page read as a browser would: its elements, links and text."""

from dataclasses import replace
from html.parser import HTMLParser

from twofront.findings import Findings
from twofront.scenario.model import Scenario
from twofront.study.answer import build

from ..synthetic_study import scenario, table

VOID = {"meta", "br", "link", "img"}


class Page(HTMLParser):
    """What a page holds: its elements, ids, links and text, and whether tags pair up."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags, self.ids, self.links, self.said, self.open = [], [], [], [], []
        self.policy = ""
        self.feed(text)
        assert not self.open

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        self.tags.append((tag, found))
        self.ids += [found["id"]] if "id" in found else []
        self.links += [found["href"]] if "href" in found else []
        if found.get("http-equiv") == "Content-Security-Policy":
            self.policy = found["content"]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open and self.open[-1] != "style":
            self.said.append(data)

    @property
    def text(self) -> str:
        return " ".join("".join(self.said).split())


def hostile(text: str) -> tuple[Findings, Scenario]:
    """The study with `text` wherever a scenario or ledger may put free text."""
    stated = scenario()
    stated = replace(
        stated,
        title=text,
        actors={id: replace(actor, name=text) for id, actor in stated.actors.items()},
        quantities={
            id: replace(
                each,
                means=text,
                values=tuple(
                    replace(value, grounds=replace(value.grounds, assumed=text))
                    for value in each.values
                ),
            )
            for id, each in stated.quantities.items()
        },
        claims={id: replace(claim, says=text) for id, claim in stated.claims.items()},
        theatres={id: replace(each, name=text) for id, each in stated.theatres.items()},
        measures={id: replace(each, means=text) for id, each in stated.measures.items()},
        variants={id: replace(each, means=text) for id, each in stated.variants.items()},
        payoffs={
            actor: tuple(replace(line, means=text) for line in lines)
            for actor, lines in stated.payoffs.items()
        },
        evidence={
            id: replace(
                record,
                paraphrase=text,
                text=text,
                speaker=text,
                occasion=text,
                outlet=text,
                relay=(text, text),
                condition=text,
                hedges=(text,),
                title=text,
                url=text,
            )
            for id, record in stated.evidence.items()
        },
    )
    return build(stated, table(64), {"seed": text, "versions": {text: text}}), stated
