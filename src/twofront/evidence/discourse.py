"""What a report has said so far: who spoke last, to which outlet, whom "he" can mean."""

from dataclasses import dataclass, field
from typing import NamedTuple

from .cues import Cue
from .people import PRONOUN, People, Speaker

_MEMORY = 20


class Attribution(NamedTuple):
    """Who says something, by which verb, by which rule, and how sure that is from 0 to 1."""

    speaker: str
    verb: str | None
    rule: str
    confidence: float


@dataclass(slots=True)
class Discourse:
    """The state of one report while it is read from top to bottom."""

    people: People
    spoken: list[Speaker] = field(default_factory=list)
    genders: dict[str, str] = field(default_factory=dict)
    outlet_of: dict[str, str] = field(default_factory=dict)
    told: dict[str, Speaker] = field(default_factory=dict)

    def speaker_of(self, cue: Cue, outlet: str | None, topic: Speaker | None) -> Speaker | None:
        """Resolve a cue's subject.

        Args:
            cue: The verb of speech with its subject.
            outlet: The outlet that the cue's sentence names.
            topic: Who was quoted just before in the same paragraph.
        """
        if cue.subject.is_pronoun:
            return self._antecedent(cue.subject.tokens[0].low, outlet)
        speaker = self.people.resolve(cue.subject, topic)
        if speaker and speaker.gender:
            self.genders.setdefault(speaker.name, speaker.gender)
        return speaker

    def _antecedent(self, pronoun: str, outlet: str | None) -> Speaker | None:
        if pronoun in ("he", "she"):
            fitting = [
                s
                for s in reversed(self.spoken)
                if not s.collective and self.genders.get(s.name, pronoun) == pronoun
            ]
            told = self.told.get(outlet or "")
            if told in fitting:
                fitting.insert(0, told)
        else:
            fitting = [s for s in reversed(self.spoken) if s.collective] or self.spoken[-1:]
        if not fitting:
            return None
        found = fitting[0]
        if pronoun in ("he", "she"):
            self.genders.setdefault(found.name, pronoun)
        return Speaker(found.name, PRONOUN, found.collective)

    def heard(self, speaker: Speaker, outlet: str | None) -> None:
        """Remember that `speaker` spoke, and to whom."""
        kept = Speaker(speaker.name, speaker.confidence, speaker.collective)
        self.spoken = [*(s for s in self.spoken if s.name != kept.name), kept][-_MEMORY:]
        if outlet and outlet != speaker.name:
            self.outlet_of[speaker.name] = outlet
            self.told[outlet] = kept

    def mentioned(self, speaker: Speaker) -> None:
        """Remember that a sentence was about `speaker`, whom "he" may then mean."""
        if not any(s.name == speaker.name for s in self.spoken[-1:]):
            self.heard(speaker, None)
