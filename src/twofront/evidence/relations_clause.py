"""Who does what in a sentence: the subjects, objects and attributes of its chunks."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from .relations_chunks import Chunk
from .relations_lexicon import classes

_REACH = 40
_DEEPEST = 40  # verbs that share one subject; only a hostile text has more
_OBJECT_CONTROL: Final = classes()["object control"]
_ACCUSING: Final = classes()["accusing"]
_SPEECH: Final = classes()["speech"]
_CALLING: Final = frozenset(("call", "prevail", "press", "count", "rely", "depend"))
_LOCATIVE: Final = classes()["locative"]
_BEHIND_IN: Final = classes()["behind in"]


@dataclass(slots=True)
class Clause:
    """The chunks of a sentence, asked who does what."""

    chunks: list[Chunk]
    _subjects: dict[int, tuple[int, ...]] = field(default_factory=dict)
    _depth: int = 0

    def kind(self, at: int) -> str:
        """Return the kind of the chunk at an index, "" outside the sentence."""
        return self.chunks[at].kind if 0 <= at < len(self.chunks) else ""

    def word_before(self, chunk: Chunk) -> str:
        """Return the preposition or other word that stands right before a chunk."""
        at = next((i for i, other in enumerate(self.chunks) if other is chunk), 0)
        return self.chunks[at - 1].lemma if at else ""

    def word_after(self, at: int) -> str:
        """Return the lower-case word or base form of the chunk behind an index."""
        return self.chunks[at + 1].lemma if at + 1 < len(self.chunks) else ""

    def finite(self, at: int) -> bool:
        """Whether a verb group can be the verb of a clause of its own."""
        return self.kind(at) == "V" and self.chunks[at].shape in "fnb"

    def subject(self, verb: int) -> tuple[int, ...]:
        """Return the noun groups that are the subject of a verb group; () where none is plain."""
        if verb not in self._subjects:
            if self._depth > _DEEPEST:
                return ()
            self._subjects[verb] = ()  # a loop ends here
            self._depth += 1
            self._subjects[verb] = self._find_subject(verb)
            self._depth -= 1
        return self._subjects[verb]

    def _find_subject(self, verb: int) -> tuple[int, ...]:
        chunk, before = self.chunks[verb], self.kind(verb - 1)
        if chunk.shape == "i":
            return self._of_infinitive(verb)
        if chunk.shape == "g":
            return self._of_gerund(verb)
        if chunk.shape == "b" and before == "N" and self._helps(verb - 2):
            return self.group_left(verb - 1)
        if chunk.shape in "bf" and before == "V" and not chunk.modal:
            return self.subject(verb - 1)
        if before == "N":
            return self._ending_at(verb - 1)
        if before == ",":
            # suspended the treaty, expelled diplomats and closed the border
            return self._around_aside(verb - 1) or self._listed(verb)
        if before in "RS" and before:
            return self.antecedent(verb - 1)
        if before == "C":
            return self._shared(verb)
        return ()

    def _helps(self, at: int) -> bool:
        while self.kind(at) in ("C", "N", ","):
            at -= 1
        return self.kind(at) == "V" and self.chunks[at].lemma in ("help", "let", "make", "have")

    def _ending_at(self, at: int) -> tuple[int, ...]:
        """Return the subject whose last noun group, or whose last attribute, is at `at`."""
        first = self.group_left(at)
        left = first[0]
        while self.kind(left - 1) == "P" and self.kind(left - 2) in ("N", "V"):
            led = self.kind(left - 2) == "V"
            if led and (self.chunks[left - 2].shape not in "ng" or self.kind(left - 3) != "N"):
                break
            first = self.group_left(left - 3 if led else left - 2)
            left = first[0]
        if self.kind(left - 1) == "P" and self.chunks[left - 1].lemma != "of":
            return ()
        if self.finite(left - 1) and self.kind(left - 2) == "R":
            return self.antecedent(left - 2)
        return first

    def _around_aside(self, comma: int) -> tuple[int, ...]:
        """Find the subject before an aside that ends at `comma`."""
        for at in range(comma - 1, max(-1, comma - _REACH), -1):
            kind = self.kind(at)
            if kind in (";", "."):
                return ()
            if kind == "," and self.kind(at - 1) == "N":
                inner = self.kind(at + 1)
                if at == comma - 2 and inner == "N" and self.chunks[comma - 1].head.tag == "E":
                    return (comma - 1,)
                if inner in ("R", "N", "P", "V", "S"):
                    group = self._ending_at(at - 1)
                    if group:
                        return self._past_aside(group)
        return ()

    def _past_aside(self, group: tuple[int, ...]) -> tuple[int, ...]:
        """Return what an indefinite noun group stands beside: “AUKUS, a pact between …”."""
        at = group[0]
        aside = self.kind(at - 1) == "," and self.kind(at - 2) == "N"
        if aside and self.chunks[at].words[0].low in ("a", "an"):
            return (at - 2,)
        return group

    def antecedent(self, relative: int) -> tuple[int, ...]:
        """Return the noun groups that the relative pronoun at an index refers to."""
        at = relative - 1
        if self.kind(at) == ",":
            at -= 1
        return self.group_left(at, listed=True) if self.kind(at) == "N" else ()

    def _listed(self, verb: int) -> tuple[int, ...]:
        """Return the subject of the first of several verbs that commas part."""
        if self.kind(verb + 1) != "N":
            return ()
        for at in range(verb - 2, max(-1, verb - _REACH), -1):
            if self.kind(at) in (";", ".", "R", "S"):
                return ()
            if self.finite(at) and self.chunks[at].lemma not in _SPEECH:
                return self.subject(at)
        return ()

    def _shared(self, verb: int) -> tuple[int, ...]:
        """Return the subject that “and” makes a verb share with one before it."""
        shape, comma = self.chunks[verb].shape, self.kind(verb - 2) == ","
        for at in range(verb - 2, max(-1, verb - _REACH), -1):
            if self.kind(at) in (";", "."):
                return ()
            other = self.chunks[at]
            if comma and other.kind == "V" and self._in_relative(at):
                continue
            if other.kind == "V" and (other.shape == shape or {other.shape, shape} <= set("fnb")):
                return self.subject(at)
        return ()

    def _in_relative(self, verb: int) -> bool:
        """Whether a verb group stands in a clause that who, which or that opens."""
        for at in range(verb - 1, max(-1, verb - _REACH), -1):
            kind = self.kind(at)
            if kind == "R" or (kind == "S" and self.chunks[at].lemma == "that"):
                return True
            if kind in (";", ".", ",") or self.finite(at):
                return False
        return False

    def _of_infinitive(self, verb: int) -> tuple[int, ...]:
        before = self.kind(verb - 1)
        if before == "V":
            return self.subject(verb - 1)
        if before == "C":
            return self._shared(verb)
        if before != "N":
            return self.main_subject(verb)
        group = self.group_left(verb - 1)
        left = group[0] - 1
        if self.kind(left) == "V":
            if self.chunks[left].lemma in _OBJECT_CONTROL and not self.chunks[left].passive:
                return group
            return self.subject(left)
        preposition = self.chunks[left].lemma if self.kind(left) == "P" else ""
        called = self.kind(left - 1) == "V" and self.chunks[left - 1].lemma in _CALLING
        if preposition == "for" or (preposition in ("on", "upon") and called):
            return group
        if self.kind(left) == "P":
            return self.main_subject(verb)
        return group

    def _of_gerund(self, verb: int) -> tuple[int, ...]:
        before = self.kind(verb - 1)
        if before == "N":
            group = self.group_left(verb - 1)
            placed = self.kind(group[0] - 1) == "P" and self.chunks[group[0] - 1].lemma in _LOCATIVE
            placed = placed and self.chunks[verb - 1].head.tag == "E"
            return self.main_subject(verb) if placed else group
        if before == "V":
            return self.subject(verb - 1)
        if before == "C":
            return self._shared(verb)
        if before == "P" and self.chunks[verb - 1].lemma == "for":
            sanctioned = self._sanctioned(verb - 1)
            if sanctioned:
                return sanctioned
        if before == "P" and self.kind(verb - 2) == "V":
            accused = self._accused_in_relative(verb - 2)
            if accused:
                return accused
        if before == "P" and self.kind(verb - 2) == "N":
            group = self.group_left(verb - 2)
            governor = group[0] - 1
            if self.kind(governor) == "V" and self.chunks[governor].lemma in _ACCUSING:
                return group
        return self.main_subject(verb)

    def _accused_in_relative(self, accusing: int) -> tuple[int, ...]:
        """Return Iran in “Iran, which Riyadh accuses of arming the Houthis”."""
        chunk = self.chunks[accusing]
        aside = self.kind(accusing - 1) == "," and self.kind(accusing - 2) == "N"
        if chunk.shape == "n" and chunk.lemma in _ACCUSING and aside:
            return self.group_left(accusing - 2)  # Pakistan, long accused of harbouring them
        subject = self.subject(accusing)
        if chunk.passive or chunk.lemma not in _ACCUSING or not subject:
            return ()
        return self.antecedent(subject[0] - 1) if self.kind(subject[0] - 1) == "R" else ()

    def _sanctioned(self, before: int) -> tuple[int, ...]:
        """Return whom the sentence has sanctioned by then: sanctions on two firms for helping."""
        for at in range(before - 1, 0, -1):
            if self.kind(at) in (";", "."):
                break
            aimed = self.kind(at) == "P" and self.chunks[at].lemma in ("on", "against")
            if aimed and self.kind(at + 1) == "N" and self.chunks[at - 1].lemma == "sanctions":
                return self.group_right(at + 1)
        return ()

    def main_subject(self, verb: int) -> tuple[int, ...]:
        """Return the subject of the nearest clause to the left, else of the next to the right."""
        for at in range(verb - 1, max(-1, verb - _REACH), -1):
            if self.kind(at) in (";", "."):
                break
            if self.finite(at) and not self._is_bare(at):
                return self.subject(at)
        fronted = self.kind(verb - 1) in ("", "P", "S", ".")
        for at in range(verb + 1, min(len(self.chunks), verb + _REACH) if fronted else 0):
            if self.kind(at) in (";", "."):
                break
            if self.finite(at):
                subject = self.subject(at)
                before = subject[0] - 1 if subject else 0
                opens = self.kind(before) == "," and self.chunks[before].lemma == ","
                return subject if opens else ()
        return ()

    def _is_bare(self, at: int) -> bool:
        """Whether a verb is the second of “help China invade”."""
        return self.chunks[at].shape == "b" and self.kind(at - 1) == "N" and self._helps(at - 2)

    def group_left(self, at: int, *, listed: bool = False) -> tuple[int, ...]:
        """Return the noun groups joined by “and” that end at `at`.

        With `listed` they may begin behind a preposition: in Britain, Canada and France, who.
        """
        if self.kind(at - 1) != "C" or self.chunks[at - 1].lemma == "but":
            return (at,)
        comma = self.kind(at - 2) == ","
        left = at - 3 if comma else at - 2
        if self.kind(left) != "N" or self.kind(left - 1) == "V":
            return (at,)
        subject = self.kind(left - 1) == "P" and self.finite(at + 1)
        if subject and (comma or self._told_before(left)):
            return (at,)
        found = [left, at]
        while self.kind(left - 1) == "," and self.kind(left - 2) == "N":
            if self.kind(left - 3) == "P" and not listed:
                break
            left -= 2
            found.insert(0, left)
        return tuple(found)

    def group_right(self, at: int) -> tuple[int, ...]:
        """Return the noun groups joined by “and” that begin at `at`."""
        found, here = [at], at
        governed = self.kind(at - 1) == "P"
        while True:
            step = here + 1
            if self.kind(step) == "," and self.kind(step + 1) == "C":
                step += 1
            joined = self.kind(step) == "C"
            if self.kind(step) not in ("C", ",") or self.kind(step + 1) != "N":
                break
            if not joined and (self._names_person(step) or not self._lists_on(step + 1)):
                break
            if joined and self._starts_anew(at, step + 1, governed, step > here + 1):
                break
            here = step + 1
            found.append(here)
            if joined and self.kind(here + 1) != "C":
                break
        return tuple(found)

    def _starts_anew(self, first: int, at: int, governed: bool, comma: bool) -> bool:
        """Whether what “and” joins is a clause, or a second gift: arms to A and cash to B."""
        if not governed:
            helped = self.kind(at + 1) == "V" and self.chunks[at + 1].shape == "b"
            return self.finite(at + 1) and not (helped and self._helps(first - 1))
        paired = self.chunks[first - 1].lemma in ("between", "among")
        if self.finite(at + 1) and not paired and (comma or self._told_before(first)):
            return True
        preposition, after = self.chunks[first - 1].lemma, at + 1
        while self.kind(after) == "P" and self.chunks[after].lemma == "of" != preposition:
            after += 2
        again = self.kind(after) == "P" and self.chunks[after].lemma == preposition != "of"
        return again and self.word_after(after) not in _BEHIND_IN

    def _told_before(self, first: int) -> bool:
        """Whether a clause of its own stands to the left: “fired at posts and X shelled”."""
        for at in range(first - 1, max(-1, first - _REACH), -1):
            if self.kind(at) in ("S", "R", ";", "."):
                return False
            if self.finite(at):
                return self.chunks[at].lemma not in _SPEECH
        return False

    def _lists_on(self, at: int) -> bool:
        """Whether a comma before the noun group at `at` is one of a list: …, A, B and C."""
        while self.kind(at) == "N":
            if self.kind(at + 1) == "C" or (self.kind(at + 1), self.kind(at + 2)) == (",", "C"):
                return self.kind(at + 2) == "N" or self.kind(at + 3) == "N"
            if self.kind(at + 1) != ",":
                return False
            at += 2
        return False

    def object(self, verb: int) -> tuple[int, ...]:
        """Return the noun groups that are the object of a verb group."""
        return self.group_right(verb + 1) if self.kind(verb + 1) == "N" else ()

    def attributes(self, at: int) -> Iterator[tuple[str, tuple[int, ...]]]:
        """Yield each preposition from chunk `at` on, with the noun groups it governs."""
        last = ""
        while at < len(self.chunks):
            kind, following = self.kind(at), self.kind(at + 1)
            if kind == "P" and following == "N":
                group = self.group_right(at + 1)
                last = last if self.chunks[at].lemma == "of" else self.chunks[at].lemma
                yield self.chunks[at].lemma, group
                at = group[-1] + 1
            elif kind == "," and self._past_apposition(at):
                at = self._past_apposition(at)
            elif kind == "," and self._named_in_passing(at):
                after = at + 3 if self.kind(at + 2) == "," else at + 2
                if self.kind(after) != "C" or self.kind(after + 1) != "N" or not last:
                    return
                group = self.group_right(after + 1)
                yield last, group
                at = group[-1] + 1
            elif (
                (kind in ("C", ",") and following == "P")
                or (kind == "V" and self.chunks[at].shape == "n" and following == "P")
                or (kind == "P" and following == "P")
            ):
                at += 1
            else:
                return

    def _past_apposition(self, comma: int) -> int:
        """Return where “, Rwanda's minister for trade, and on …” goes on; 0 where it does not."""
        at = comma + 1
        if self.kind(at) != "N":
            return 0
        while self.kind(at + 1) == "P" and self.kind(at + 2) == "N":
            at += 2
        joined = [self.kind(k) for k in (at + 1, at + 2, at + 3)] == [",", "C", "P"]
        return at + 3 if joined else 0

    def _named_in_passing(self, comma: int) -> bool:
        """Whether a comma opens the name of a person just spoken of: the minister, Ana Ruiz."""
        if self.kind(comma + 1) != "N":
            return False
        head = self.chunks[comma + 1].head
        stranger = head.tag == "N" and head.capital and len(self.chunks[comma + 1].words) > 1
        return stranger or self._names_person(comma)

    def _names_person(self, comma: int) -> bool:
        """Whether a person known by name stands behind a comma, and none before it."""
        if self.kind(comma + 1) != "N" or self.kind(comma - 1) != "N":
            return False
        entity, before = self.chunks[comma + 1].head.entity, self.chunks[comma - 1].head.entity
        person = entity is not None and entity.kind == "person"
        return person and not (before is not None and before.kind == "person")
