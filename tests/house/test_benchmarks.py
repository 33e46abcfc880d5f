"""Every benchmark is listed with what it measures, and found by its name."""

import subprocess
import sys


def benchmarks(root, *args: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "benchmarks", *args]
    return subprocess.run(command, cwd=root, capture_output=True, text=True)


def test_every_benchmark_says_what_it_measures(root):
    listed = benchmarks(root)
    lines = [line.split(maxsplit=1) for line in listed.stdout.splitlines()]
    scripts = sorted(path.stem for path in (root / "benchmarks").glob("[a-z]*.py"))
    assert listed.returncode == 0
    assert [line[0] for line in lines] == scripts
    assert all(len(line) == 2 for line in lines)


def test_an_unknown_benchmark_is_refused(root):
    refused = benchmarks(root, "no_such_benchmark")
    assert refused.returncode == 1
    assert "No benchmark is called 'no_such_benchmark'" in refused.stderr
