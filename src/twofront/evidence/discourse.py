"""What a report has said so far: who spoke last, and whom “he” or “the minister” can mean."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Final, NamedTuple

from .cue import Cue
from .described import is_generic
from .lexicon import INDEFINITE, POSSESSIVE
from .names import name_of
from .people import SAME_TOPIC, People, Speaker
from .phrases import Phrase

THRESHOLD: Final = 0.55  # below it nobody is named
PRONOUN: Final = 0.85
_FAR: Final = 0.7
_MEMORY: Final = 24
_NEAR: Final = 3  # sentences
_HIM: Final = {"him": "he", "her": "she", "them": "they", "his": "he", "its": "it", "their": "they"}
_GENDER: Final = {"he": "male", "she": "female"}
_SINGULAR: Final = {
    "officials": "official",
    "ministers": "minister",
    "diplomats": "diplomat",
    "soldiers": "soldier",
    "people": "person",
    "women": "woman",
    "men": "man",
}


# Documents that speak for whoever was just said to have issued them.
_ISSUED: Final = frozenset([
    "statement", "letter", "message", "note", "communique", "communiqué", "text", "post", "tweet",
    "release", "memo", "announcement", "declaration", "proclamation", "dispatch", "cable",
    "email", "e-mail",
])  # fmt: skip


class Attribution(NamedTuple):
    """Who says something, by which verb, by which rule, and how sure that is from 0 to 1."""

    speaker: str
    verb: str | None
    rule: str
    confidence: float


class _Spoken(NamedTuple):
    """Someone the report spoke of, in which of its sentences."""

    speaker: Speaker
    sentence: int


@dataclass(slots=True)
class Discourse:
    """The state of one report while it is read from top to bottom.

    Attributes:
        people: Who the report names.
        sentence: How many sentences were read.
        spoken: Whom the report spoke of, the last one last; the subject of a
            sentence after the others in it, who speaks after the subject.
        said: Whose words the report gave, the last one last.
    """

    people: People
    sentence: int = 0
    spoken: list[_Spoken] = field(default_factory=list)
    said: list[_Spoken] = field(default_factory=list)

    def speaker_of(self, cue: Cue) -> Speaker | None:
        """Say who a cue's subject is; None where the report is not plain.

        “He added” goes on from what somebody said, not from what somebody did.
        """
        subject = cue.subject
        if subject.is_pronoun and self._adds(cue):
            word = _HIM.get(subject.tokens[subject.first].low, subject.tokens[subject.first].low)
            for speaker, sentence in reversed(self.said):
                if self.sentence - sentence > 2 * _NEAR:
                    break
                known = self._gender(speaker)
                if word in _GENDER and speaker.number == "one" and known in (None, _GENDER[word]):
                    return replace(speaker, confidence=PRONOUN)
        return self.whom(subject)

    def _adds(self, cue: Cue) -> bool:
        tokens = cue.subject.tokens
        return cue.use.has("a") or any(
            token.low == "also" for token in tokens[cue.subject.last + 1 : cue.at]
        )

    def whom(self, phrase: Phrase) -> Speaker | None:
        """Say whom a phrase stands for."""
        token = phrase.tokens[phrase.first]
        if phrase.is_first:
            return None
        if phrase.is_pronoun or (phrase.first == phrase.last and token.bits & POSSESSIVE):
            return self._antecedent(_HIM.get(token.low, token.low))
        if token.bits & POSSESSIVE and name_of(phrase) is None and not phrase.others:
            return self._theirs(phrase)
        head = phrase.tokens[phrase.head]
        if phrase.first == phrase.last and head.bits & INDEFINITE and not phrase.others:
            return self._one_of_them(phrase)
        if head.low in _ISSUED and token.low in ("the", "this", "that"):
            issuer = self._issuer(phrase)
            if issuer:
                return issuer
        found = self.people.resolve(phrase)
        if found and found.person is None and is_generic(phrase) and found.number == "one":
            topic = self._topic(found)
            if topic:
                return topic
        return found

    def _antecedent(self, pronoun: str) -> Speaker | None:
        if pronoun in ("he", "she"):
            return self._he_or_she(_GENDER[pronoun])
        if pronoun == "it":
            return self._last(lambda s: s.number == "body", PRONOUN)
        if pronoun == "they":
            found = self._last(lambda s: s.number != "one", PRONOUN)
            recent = self.spoken[-1] if self.spoken else None
            if (
                recent
                and recent.speaker.number == "one"
                and self._is_near(recent)
                and (
                    found is None
                    or not any(
                        s.sentence >= recent.sentence and s.speaker.name == found.name
                        for s in self.spoken
                    )
                )
            ):
                return replace(recent.speaker, confidence=_FAR)
            return found
        return None

    def _he_or_she(self, gender: str) -> Speaker | None:
        """Return the last person who can be meant; one known to fit before one who may."""
        maybe: _Spoken | None = None
        for spoken in reversed(self.spoken):
            speaker = spoken.speaker
            if speaker.number != "one" or self.sentence - spoken.sentence > 12:
                continue
            known = self._gender(speaker)
            if known == gender:
                if maybe is None or maybe.sentence == spoken.sentence:
                    return self._meant(spoken)
                break
            if known is None and maybe is None:
                maybe = spoken
        if maybe is None:
            return None
        if maybe.speaker.person:
            maybe.speaker.person.gender = gender
        return self._meant(maybe)

    def _gender(self, speaker: Speaker) -> str | None:
        return speaker.person.gender if speaker.person else speaker.gender

    def _meant(self, spoken: _Spoken) -> Speaker:
        confidence = PRONOUN if self._is_near(spoken) else _FAR
        return replace(spoken.speaker, confidence=confidence)

    def _is_near(self, spoken: _Spoken) -> bool:
        return self.sentence - spoken.sentence <= _NEAR

    def _last(self, fits: Callable[[Speaker], bool], confidence: float) -> Speaker | None:
        for spoken in reversed(self.spoken):
            if fits(spoken.speaker):
                sure = confidence if self._is_near(spoken) else _FAR
                return replace(spoken.speaker, confidence=sure)
        return None

    def _theirs(self, phrase: Phrase) -> Speaker | None:
        """Name “his spokesman” by whose spokesman he is."""
        own = self.people.resolve(phrase)
        if own is None or own.person:
            return own
        owner = self._antecedent(_HIM.get(phrase.tokens[phrase.first].low, ""))
        if owner is None or own.name.startswith(owner.name):
            return own
        return replace(own, name=f"{owner.name}'s {own.name}")

    def _one_of_them(self, phrase: Phrase) -> Speaker | None:
        """Name “one” and “another” after the many just spoken of."""
        word = phrase.tokens[phrase.first].low
        if word not in ("one", "another", "others", "some", "many", "both"):
            return None
        of = self._last(lambda s: s.number == "many", _FAR)
        if of is None:
            return None
        if word in ("one", "another"):
            *before, last = of.name.split()
            single = _SINGULAR.get(last.lower(), last.removesuffix("s"))
            name = " ".join((word, *(before if len(before) < 3 else ()), single))
            return Speaker(name, _FAR, "one", roles=frozenset((single.lower(),)))
        return Speaker(f"{word} {of.name}", _FAR, "many")

    def _issuer(self, phrase: Phrase) -> Speaker | None:
        """Take “the statement said” for whoever was spoken of as issuing it."""
        if phrase.last > phrase.head or phrase.head > phrase.first + 1:
            return None
        for spoken in reversed(self.spoken):
            if not self._is_near(spoken):
                return None
            if spoken.speaker.number != "many" and not spoken.speaker.outlet:
                return replace(spoken.speaker, confidence=_FAR)
        return None

    def _topic(self, found: Speaker) -> Speaker | None:
        """Take “the dad-of-two” for the person spoken of in the sentence before."""
        for spoken in reversed(self.spoken):
            speaker = spoken.speaker
            if self.sentence - spoken.sentence > 2:
                return None
            if speaker.number != "one":
                continue
            genders = (found.gender, self._gender(speaker))
            if None not in genders and genders[0] != genders[1]:
                return None
            return replace(speaker, confidence=SAME_TOPIC)
        return None

    def heard(self, speaker: Speaker) -> None:
        """Remember that the report spoke of somebody, or that somebody spoke."""
        if speaker.person:
            self.people.mention(speaker.person)
        if self.spoken and self.spoken[-1].speaker.name == speaker.name:
            self.spoken.pop()
        elif len(self.spoken) > _MEMORY:
            del self.spoken[: _MEMORY // 2]
        self.spoken.append(_Spoken(speaker, self.sentence))

    def quoted(self, speaker: Speaker) -> None:
        """Remember that the report gave somebody's words."""
        if len(self.said) > _MEMORY:
            del self.said[: _MEMORY // 2]
        self.said.append(_Spoken(speaker, self.sentence))
