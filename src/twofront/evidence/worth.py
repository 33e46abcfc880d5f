"""What form a quotation has, and whether it is worth a record."""

from .discourse import Attribution
from .quotes import Quote
from .reported import FRAGMENT_WORDS


def form_of(text: str, quote: Quote) -> str:
    """Say whether a quotation is `direct`, `nested` or a `fragment`."""
    if len(text[quote.start : quote.end].split()) <= FRAGMENT_WORDS:
        return "fragment"
    return "nested" if quote.depth else "direct"


def is_worth_keeping(form: str, text: str, quote: Quote, by: Attribution | None) -> bool:
    """Leave out what may be a title, an irony or the author's own paraphrase in quotes."""
    if by is not None:
        return form != "fragment" or by.verb is not None
    return form == "direct" and quote.mark not in "'‘" and not _is_title(text, quote)


def _is_title(text: str, quote: Quote) -> bool:
    """Whether a quotation is spelt as the title of a book or film."""
    words = text[quote.start : quote.end].split()
    long = [word for word in words if len(word) > 3 and word[0].isalpha()]
    return len(words) < 12 and bool(long) and all(word[0].isupper() for word in long)
