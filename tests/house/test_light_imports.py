"""Help comes at once: no verb's help loads a heavy library."""

import subprocess
import sys

import pytest

from twofront.cli.app import VERBS

HEAVY = {"numpy", "jax", "numba", "scipy", "duckdb", "pyarrow", "pandas", "rich"}
LOADED = """
import sys
from twofront.cli import main
status = main({args})
print(*{{name.partition('.')[0] for name in sys.modules}}, file=sys.stderr)
sys.exit(status)
"""


def loaded_by(*args: str) -> tuple[int, set[str]]:
    script = LOADED.format(args=list(args))
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    return ran.returncode, set(ran.stderr.split())


@pytest.mark.parametrize("asked", ["--help", "--version", *(f"{verb} --help" for verb in VERBS)])
def test_help_loads_no_heavy_library(asked):
    status, loaded = loaded_by(*asked.split())
    assert status == 0
    assert "click" in loaded
    assert not loaded & HEAVY


def test_check_loads_neither_jax_nor_scipy(root):
    status, loaded = loaded_by("check", str(root / "scenarios" / "two-front"))
    assert status == 0
    assert not loaded & {"jax", "scipy"}


def test_the_package_itself_is_light():
    script = "import sys, twofront; print(*sys.modules)"
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert not set(ran.stdout.split()) & HEAVY
