"""One sentence of a report on its way through the reader."""

from dataclasses import dataclass

from .cue import Cue
from .lexicon import POINT, QUOTED
from .people import Speaker
from .tokens import Token


@dataclass(slots=True)
class Sentence:
    """One sentence.

    Attributes:
        block: Index of its block.
        number: Its number in the report.
        tokens: Its words; a quotation is one.
        cues: Its cues, in order.
        speakers: Whom each cue's subject stands for.
        topic: Whom its opening subject stands for, where it names somebody.
    """

    block: int
    number: int
    tokens: list[Token]
    cues: list[Cue]
    speakers: list[Speaker | None]
    topic: Speaker | None = None

    @property
    def has_quote(self) -> bool:
        """Whether a quotation stands in it."""
        return any(token.quote >= 0 for token in self.tokens)

    def is_main(self, number: int) -> bool:
        """Whether a cue begins a clause of its own, not one that another reports."""
        first = self.cues[number].first
        return first == 0 or bool(self.tokens[first - 1].bits & (POINT | QUOTED))
