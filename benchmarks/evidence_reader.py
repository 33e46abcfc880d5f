"""Reports read a second, on one core, and where the time goes.

Documents of about 3 kB are made by putting the public reports' paragraphs together
anew, so that no two are alike. Reading is timed from the file to the records, over and
over; the best and the median are given, and most memory. With --profile the functions
that take most of the time.

    --documents 200    how many
    --profile          where the time goes
"""

from __future__ import annotations

import argparse
import cProfile
import pstats
import random
import resource
import statistics
import tempfile
import time
from pathlib import Path

from benchmarks._draws import load_average, pin

from twofront.evidence.reading import read

SIZE = 3000  # characters
REPORTS = Path(__file__).resolve().parents[2] / "shared" / "reports" / "public"


def documents(folder: Path, count: int) -> list[Path]:
    """Write documents made of the reports' paragraphs, in an order of their own."""
    paragraphs = [
        text.strip()
        for path in sorted(REPORTS.glob("*.txt"))
        for text in path.read_text("utf-8").split("\n\n")
        if len(text.strip()) > 80
    ]
    if not paragraphs:
        raise SystemExit(f"There are no reports in {REPORTS}.")
    chance, paths = random.Random(1), []
    for number in range(count):
        chosen, size = [], 0
        while size < SIZE:
            chosen.append(chance.choice(paragraphs))
            size += len(chosen[-1]) + 2
        path = folder / f"{number:05}.txt"
        path.write_text("A report\n\n2025-03-01\n\n" + "\n\n".join(chosen), "utf-8")
        paths.append(path)
    return paths


def rate(paths: list[Path]) -> tuple[float, int]:
    """Read all of them once: documents a second of processor time, and records."""
    start = time.process_time()
    records = sum(len(read(path).records) for path in paths)
    return len(paths) / (time.process_time() - start), records


def main() -> None:
    assert __doc__ is not None
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--documents", type=int, default=100)
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--profile", action="store_true")
    parser.add_argument("--core", type=int, default=0, help="core to run on")
    args = parser.parse_args()
    print(f"{pin(args.core)}, {load_average()}")
    with tempfile.TemporaryDirectory() as place:
        paths = documents(Path(place), args.documents)
        mean = sum(path.stat().st_size for path in paths) / len(paths)
        rate(paths[:5])
        rates, records = zip(*(rate(paths) for _ in range(args.repeat)), strict=True)
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"{len(paths)} documents of {mean:,.0f} bytes, {records[0] / len(paths):.1f} records")
        print(f"best {max(rates):.0f} a second, median {statistics.median(rates):.0f}")
        print(f"most memory {memory:.0f} MB; {load_average()}")
        if args.profile:
            profile = cProfile.Profile()
            profile.runcall(rate, paths)
            pstats.Stats(profile).sort_stats("tottime").print_stats(15)


if __name__ == "__main__":
    main()
