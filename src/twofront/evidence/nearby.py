"""Finds which of many things share most keys with one, without comparing each with each."""

from collections import Counter, defaultdict
from collections.abc import Iterable

LONGEST_POSTING = 64
CANDIDATES = 12


class Nearby:
    """Things by their keys; a key that too many things have tells nothing and is passed over."""

    def __init__(self) -> None:
        self.postings: dict[str, list[int]] = defaultdict(list)

    def add(self, number: int, keys: Iterable[str]) -> None:
        """Add a thing, called by a number, with its keys."""
        for key in keys:
            posting = self.postings[key]
            if len(posting) <= LONGEST_POSTING:
                posting.append(number)

    def nearest(self, keys: Iterable[str]) -> list[int]:
        """Return the few things that share most of some keys, the nearest first."""
        counts: Counter[int] = Counter()
        for key in keys:
            posting = self.postings.get(key, ())
            if len(posting) <= LONGEST_POSTING:
                counts.update(posting)
        ranked = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
        return [number for number, _ in ranked[:CANDIDATES]]
