"""Tables that come with the package: cells between tabs, comments by `#`, columns named first."""

from collections.abc import Iterator
from importlib.resources import files


def rows(name: str) -> Iterator[list[str]]:
    """Give the cells of each row of `data/NAME.tsv`, the names of the columns left out."""
    table = files(__package__).joinpath(f"data/{name}.tsv").read_text(encoding="utf-8")
    lines = [line for line in table.splitlines() if line and not line.startswith("#")]
    for line in lines[1:]:
        yield line.split("\t")
