"""A verb in use: its subject, object and attributes, as the frames ask for them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from .ledger import RelationType
from .relations_actors import Sentence
from .relations_clause import Clause
from .relations_lexicon import Frame, classes
from .relations_references import Actor

Parts = list[tuple[str, tuple[int, ...]]]
_NO_GIFT: Final = classes()["no gift"]
_SENDING: Final = frozenset(("send", "deploy", "dispatch", "order"))


@dataclass(frozen=True, slots=True)
class Found:
    """A relation in a sentence, before it is weighed.

    Attributes:
        frame: The frame that fits.
        type: The relation's type; a frame of attack may find a threat.
        sources: Who acts, gives, imposes or backs.
        targets: To whom.
        at: Index of the chunk that makes it.
        rule: Name of the rule.
        item: What changes hands, or what it is about: first and one past the last chunk, or None.
        factor: How much the construction takes from the frame's weight.
        verb: Index of the verb group whose status counts, or None.
    """

    frame: Frame
    type: RelationType
    sources: Sequence[Actor]
    targets: Sequence[Actor]
    at: int
    rule: str
    item: tuple[int, int] | None = None
    factor: float = 1.0
    verb: int | None = None


@dataclass(frozen=True, slots=True)
class Use:
    """A verb group of a sentence; `at` is its index."""

    sentence: Sentence
    at: int

    @property
    def clause(self) -> Clause:
        """The clause it stands in."""
        return self.sentence.clause

    @property
    def lemma(self) -> str:
        """Its base form."""
        return self.clause.chunks[self.at].lemma

    @property
    def passive(self) -> bool:
        """Whether it is passive, with an auxiliary or behind its noun: arms sold by Iran."""
        chunk = self.clause.chunks[self.at]
        if chunk.passive:
            return True
        if chunk.shape not in "nf" or len(chunk.words) > 1:
            return False
        kinds = chunk.head.form.kinds if chunk.head.form else ""
        return "n" in kinds and self.clause.kind(self.at + 1) not in ("N", "R", "S")

    def words(self, group: Sequence[int]) -> set[str]:
        """Return the lower-case words of noun groups."""
        return {word.low for at in group for word in self.clause.chunks[at].words}

    def fits(self, frame: Frame, group: Sequence[int]) -> bool:
        """Whether noun groups are of the class of things a frame asks for."""
        if not frame.thing:
            return True
        words = self.words(group)
        clause = self.clause
        if group and clause.word_after(group[-1]) == "of" and clause.kind(group[-1] + 2) == "N":
            words |= self.words((group[-1] + 2,))  # two squadrons of jets
        return bool(words & classes()[frame.thing]) and not words & _NO_GIFT

    def object(self) -> tuple[int, ...]:
        """Return the object, also before its verb: “the rebels that Washington supports”."""
        clause = self.clause
        group = clause.object(self.at)
        if group or clause.chunks[self.at].passive or clause.chunks[self.at].shape in "gi":
            return group
        subject = clause.subject(self.at)
        if not subject or subject[-1] != self.at - 1:
            return ()
        before = subject[0] - 1
        lemma = clause.chunks[before].lemma if before >= 0 else ""
        if clause.kind(before) in ("R", "S") and lemma in ("that", "which", "whom"):
            before -= 1
        return clause.group_left(before) if clause.kind(before) == "N" else ()

    def mutual(self) -> bool:
        """Whether the object is each other: shelled each other's positions."""
        words = [w.low for at in self.clause.object(self.at) for w in self.clause.chunks[at].words]
        return words[:2] in (["each", "other"], ["one", "another"])

    def patient(self) -> tuple[int, ...]:
        """Return the subject of a passive, or the noun group right before a bare participle."""
        clause = self.clause
        if clause.chunks[self.at].passive:
            return clause.subject(self.at)
        before = self.at - 2 if clause.kind(self.at - 1) == "," else self.at - 1
        return clause.group_left(before) if clause.kind(before) == "N" else ()

    def past_object(self) -> int:
        """Return the index right behind the verb group and its object."""
        group = self.clause.object(self.at)
        return (group[-1] if group else self.at) + 1

    def parts(self) -> Parts:
        """Return each preposition behind the object with the noun groups it governs."""
        return list(self.clause.attributes(self.past_object()))

    def passive_parts(self) -> Parts:
        """Return what follows a passive, also where another shares it: armed and led by Rwanda."""
        clause, at = self.clause, self.at + 1
        while clause.kind(at) == "C" and clause.kind(at + 1) == "V":
            following = clause.chunks[at + 1]
            if following.shape != "n" and not following.passive:
                break
            at += 2
        return list(clause.attributes(at))

    def behind(self, parts: Parts, *prepositions: str, loose: bool = False) -> list[Actor]:
        """Return the first actors behind one of the prepositions."""
        for preposition, group in parts:
            if preposition in prepositions:
                found = self.sentence.actors(group, loose=loose)
                if found:
                    return found
        return []

    def subject(self) -> list[Actor]:
        """Return who does it; troops sent to do it act for who sent them."""
        clause = self.clause
        group = clause.subject(self.at)
        found = self.sentence.actors(group)
        if not found and group and clause.kind(group[0] - 1) == "V":
            sender = clause.chunks[group[0] - 1]
            if sender.lemma in _SENDING and not sender.passive:
                return self.sentence.actors(clause.subject(group[0] - 1))
        if not found and clause.chunks[self.at].shape == "g" and clause.kind(self.at - 1) == "N":
            # approved a resolution imposing sanctions
            return self.sentence.actors(clause.main_subject(self.at))
        return found


def span_of(group: Sequence[int]) -> tuple[int, int] | None:
    """Return the first and one past the last chunk of noun groups, None for none."""
    return (group[0], group[-1] + 1) if group else None
