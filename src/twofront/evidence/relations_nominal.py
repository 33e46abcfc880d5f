"""A noun of action in use: what governs it, what follows it, whose act it is."""

from collections.abc import Sequence
from typing import Final

from .relations_actors import PLACE, Sentence, named_inside
from .relations_chunks import Chunk
from .relations_lexicon import Frame, classes, noun_frames
from .relations_references import TOPIC, Actor
from .relations_use import Parts, Use

ABSENT: Final = classes()["absent"]
ENDED: Final = classes()["ended"]
LIGHT: Final = classes()["light verb"]
SUFFERED: Final = classes()["suffered"]
_ACCUSING: Final = classes()["accusing"] | classes()["thanking"]
_ENDORSING: Final = classes()["endorsing"]
_NO_MORE: Final = classes()["no more"]
_OPEN: Final = LIGHT | ENDED | {"blame"}
_DEEDS: Final = classes()["approved deed"] | {"deployment", "launch", "test", "exercise"}
_HAVING: Final = classes()["having"]
_ASKING: Final = classes()["asking"]
_AT_TALKS: Final = frozenset(("for", "in", "at", "during", "after"))
_TELLING: Final = frozenset(("notify", "inform"))
_ANSWERING: Final = frozenset(("respond", "retaliate", "hit", "strike", "follow", "react"))
_MEASURES: Final = frozenset(("resolution", "resolutions", "regime", "package", "measures", "list"))
_GIVING: Final = frozenset(("support", "transfer"))
_FROM: Final = frozenset(("threat", "transfer", "support"))
_HOLDER = 0.95


def frames_of(chunk: Chunk) -> Sequence[Frame]:
    """Return the frames of a noun group's head, or of its last two words."""
    words = chunk.words
    if len(words) > 1:
        if words[-2].low == "sanctions" and words[-1].low in _MEASURES:
            return noun_frames()["sanctions"]
        two = noun_frames().get(f"{words[-2].low} {words[-1].low}")
        if two:
            return two
    return noun_frames().get(words[-1].low, ())


class Nominal:
    """A noun of action, the head of the noun group at `at`.

    Attributes:
        governor: Index of the verb group that governs it, or None.
        how: `object`, `passive`, or the preposition between the two.
        lemma: The governor's base form, or "".
        parts: Each preposition behind it with the noun groups it governs.
        holders: Whose act it is by the words before it: Russia's, Turkish, US-led, its.
    """

    def __init__(self, sentence: Sentence, at: int) -> None:
        """Look around the noun."""
        self.sentence, self.clause, self.at = sentence, sentence.clause, at
        self.governor, self.how = self._governor()
        chunks = self.clause.chunks
        self.lemma = chunks[self.governor].lemma if self.governor is not None else ""
        self.parts: Parts = list(self.clause.attributes(at + 1))
        open_passive = self.how == "passive" and self.lemma in _OPEN
        if self.governor is not None and (open_passive or self.how == "relative"):
            self.parts += list(self.clause.attributes(self.governor + 1))
        self.holders = self._holders()

    @property
    def governs(self) -> bool:
        """Whether the noun is object of its governor, or subject of its passive."""
        return self.how in ("object", "passive", "relative")

    def _governor(self) -> tuple[int | None, str]:
        clause = self.clause
        left = clause.group_left(self.at)[0] - 1
        if clause.kind(left) == "V" and self._relative_verb() is None:
            return left, "object"
        if clause.kind(left) == "P" and clause.kind(left - 1) == "V":
            return left - 1, clause.chunks[left].lemma
        if [clause.kind(k) for k in (left - 2, left - 1, left)] == ["V", "N", "P"]:
            told = clause.chunks[left - 2].lemma in _TELLING
            if told or clause.chunks[left - 1].lemma == "responsibility":
                return left - 2, clause.chunks[left].lemma
        relative = self._relative_verb()
        if relative is not None:
            return relative, "relative"
        after = self.at + 1
        while clause.kind(after) == "P" and clause.kind(after + 1) == "N":
            after = clause.group_right(after + 1)[-1] + 1
        if clause.kind(after) == "V" and clause.chunks[after].passive:
            return after, "passive"
        return None, ""

    def _relative_verb(self) -> int | None:
        """Return the verb of a relative clause whose object the noun is: sanctions it imposed."""
        clause, at = self.clause, self.at + 1
        if clause.kind(at) == "R" or (
            clause.kind(at) == "S" and clause.word_after(at - 1) == "that"
        ):
            at += 1
        if clause.kind(at) != "N" or clause.kind(at + 1) != "V" or clause.kind(at + 2) == "N":
            return None
        return at + 1 if clause.chunks[at + 1].lemma in LIGHT else None

    def _holders(self) -> list[Actor]:
        clause, at = self.clause, self.at
        chunk = clause.chunks[at]
        inner = [word for word in named_inside(chunk) if word is not chunk.head]
        before = clause.chunks[at - 2] if clause.kind(at - 1) == "C" else None
        if not inner and before is not None and before.kind == "N" and before.head.tag == "N":
            inner = named_inside(before)  # the Houthis' drone and missile attacks
        if not inner:
            return self.sentence.possessor(chunk)
        found = []
        for word in inner:
            assert word.entity is not None
            entity = self.sentence.party(word.entity)
            if entity.kind not in ("outlet", "place") and word.entity.kind != "place":
                found.append(Actor(entity, _HOLDER, "agent" if word.tag == "A" else "part"))
        return found

    def place_named(self) -> list[Actor]:
        """Return whose town stands before the noun: the Pahalgam attack."""
        words = self.clause.chunks[self.at].words[:-1]
        places = [w.entity for w in words if w.entity is not None and w.entity.kind == "place"]
        return [Actor(self.sentence.party(entity), PLACE, "place") for entity in places]

    @property
    def absent(self) -> bool:
        """Whether the noun is what there is a lack of, or what someone rejects or seeks."""
        chunk = self.clause.chunks[self.at]
        if chunk.words[0].low == "no" and chunk.words[0].tag == "D":
            return True
        left = self.clause.group_left(self.at)[0]
        if self.clause.kind(left - 1) == "P" and self.clause.kind(left - 2) == "N":
            return self.clause.chunks[left - 2].lemma in _NO_MORE
        return False

    def behind(self, prepositions: frozenset[str], *, loose: bool = False) -> list[Actor]:
        """Return all actors behind the prepositions; an “of” further on belongs to another noun."""
        found: list[Actor] = []
        for number, (preposition, group) in enumerate(self.parts):
            if preposition in prepositions and (number == 0 or preposition != "of"):
                found += self.sentence.actors(group, loose=loose)
        return found

    def main_side(self, frame: Frame) -> list[Actor]:
        """Return who is at talks with another, or acts under a treaty with it."""
        before = self.clause.word_before(self.clause.chunks[self.at])
        fits = before == "under" or (frame.type == "talks" and before in _AT_TALKS)
        return self.sentence.actors(self.clause.main_subject(self.at)) if fits else []

    def governing_subject(self, *, loose: bool = False) -> list[Actor]:
        """Return who does what the governing verb says."""
        if self.governor is None:
            return []
        found = Use(self.sentence, self.governor).subject()
        if found or not loose:
            return found
        return self.sentence.actors(self.clause.subject(self.governor), loose=True)

    def agents(self, frame: Frame) -> tuple[list[Actor], str]:
        """Return who acts, and by which rule: behind by or from, or as the governor's subject."""
        accused = self._accused(frame)
        if accused:
            return accused, "accused"
        if frame.type == "support" and self.lemma in _HAVING and self.how == "object":
            return self.behind(frozenset(("of", "from"))), "had"
        for preposition, group in self.parts:
            if preposition == "by" or (preposition == "from" and frame.type in _FROM):
                found = self.sentence.actors(group, loose=preposition == "from")
                if found:
                    return found, preposition
        before = self.clause.word_before(self.clause.chunks[self.at])
        if frame.type == "threat" and before == "as":
            return self._described(), "described as"
        if frame.type == "support" and before == "in":  # marched in support of Sudan
            return self.sentence.actors(self.clause.main_subject(self.at)), "in support"
        if self.governor is None:
            return [], ""
        if self.how == "passive" and self.lemma == "blame":
            blamed = [self.sentence.actors(group) for p, group in self.parts if p == "on"]
            return (blamed[-1] if blamed else []), "blamed"
        if self.how in ("object", "relative") and self._lends(frame):
            return self.governing_subject(loose=frame.type == "threat"), "light verb"
        if self._answers(frame):
            return self.governing_subject(), self.lemma
        return [], ""

    def _described(self) -> list[Actor]:
        """Return who is meant by what is described as a threat."""
        clause, at = self.clause, self.at - 2
        if clause.kind(at) != "N":
            return []
        found = self.sentence.actors(clause.group_left(at), loose=True)
        last = self.sentence.memory.last_source
        deed = clause.chunks[at].head.low in _DEEDS
        return found or ([Actor(last, TOPIC, "reference")] if deed and last else [])

    def _lends(self, frame: Frame) -> bool:
        """Whether the governor adds nothing to the noun, so that its subject acts."""
        if self.governor is None or self.clause.chunks[self.governor].passive:
            return False
        gives = frame.type in _GIVING and self.lemma in ENDED
        endorses = frame.type == "transfer" and self.lemma in _ENDORSING
        return self.lemma in LIGHT or gives or endorses

    def _answers(self, frame: Frame) -> bool:
        """Notified Congress of a sale, claimed responsibility for, responded with strikes."""
        how, lemma = self.how, self.lemma
        responsible = how == "for" and self.sentence.near(self.governor or 0, ("responsibility",))
        calls = how == "for" and lemma == "call" and frame.type == "attack"
        return (
            (how == "of" and lemma in _TELLING)
            or responsible
            or calls
            or (how == "with" and lemma in _ANSWERING)
        )

    def _accused(self, frame: Frame) -> list[Actor]:
        """Return whom “blamed Hamas for the attack” accuses."""
        clause = self.clause
        left = clause.group_left(self.at)[0] - 1
        if clause.kind(left) != "P" or clause.kind(left - 1) != "N":
            return []
        verb = clause.group_left(left - 1)[0] - 1
        lemma = clause.chunks[verb].lemma if clause.kind(verb) == "V" else ""
        asks = lemma in _ASKING and frame.type in _GIVING  # asked Moscow for help
        accuses = lemma in _ACCUSING or asks
        if accuses and clause.chunks[left].lemma in ("for", "of", "over"):
            return self.sentence.actors(clause.group_left(left - 1))
        return []
