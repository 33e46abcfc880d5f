"""Where a report says who speaks: one verb of saying, or what stands for one."""

from dataclasses import dataclass
from typing import Final

from .lexicon import Use
from .phrases import Phrase

ACCORDING: Final = Use("according to", "cq")
COLON: Final = Use(":", "q")
DASH: Final = Use("—", "q")
WORDS: Final = Use("in the words of", "q")
NOUN: Final = Use("noun", "q")
ANSWER: Final = Use("be", "cq")


@dataclass(slots=True)
class Cue:
    """A verb of saying, or what stands for one, with its subject.

    Attributes:
        at: Its verb, or its first word.
        end: One past its verb, particle included.
        use: How the verb is used.
        verb: The verb as written, lower case.
        subject: Who says it.
        rule: The pattern.
        first: First token of verb and subject.
        last: Last token of both.
        embedded: Whether it stands in a relative or adverbial clause.
        unreal: Whether it was not said but would be: only a quotation counts.
    """

    at: int
    end: int
    use: Use
    verb: str
    subject: Phrase
    rule: str
    first: int
    last: int
    embedded: bool = False
    unreal: bool = False

    @property
    def inverted(self) -> bool:
        """Whether the subject stands behind the verb."""
        return self.subject.first > self.at
