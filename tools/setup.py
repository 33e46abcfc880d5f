"""Fill .venv with exactly what the locks name, and with this package, editable.

Called by `make` through tools/setup.sh with lock files as arguments. Does
nothing when nothing changed; builds .venv anew when an earlier run was cut
short; two at once take turns. Needs the standard library alone.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
COMMAND = VENV / "bin" / "twofront"
UNFINISHED = VENV / ".unfinished"
PIP = (PYTHON, "-I", "-m", "pip", "--disable-pip-version-check", "install", "--no-deps", "-qq")


def main(locks: list[str]) -> int:
    """Bring .venv up to date with `locks`; say plainly what stopped it."""
    with open(ROOT / "pyproject.toml") as guard:
        fcntl.flock(guard, fcntl.LOCK_EX)
        stale = [lock for lock in locks if not installed(lock)]
        if not stale:
            return 0
        try:
            fill(stale)
        except subprocess.CalledProcessError as failure:
            print(f"\nSetup stopped at: {' '.join(map(str, failure.cmd))}", file=sys.stderr)
            print("Mend what is said above, then run the same command again.", file=sys.stderr)
            return 1
        except KeyboardInterrupt:
            print("\nInterrupted. The same command starts .venv afresh.", file=sys.stderr)
            return 130
    return 0


def fill(locks: list[str]) -> None:
    """Install `locks` and the package; until all is done the folder is marked unfinished."""
    if not sound():
        shutil.rmtree(VENV, ignore_errors=True)
    VENV.mkdir(exist_ok=True)
    UNFINISHED.touch()
    if not PYTHON.exists():
        say("Making .venv")
        run(sys.executable, "-m", "venv", VENV)
    for lock in locks:
        say(f"Installing {packages(lock)} pinned packages from {lock}")
        run(*PIP, "--compile", "--require-hashes", "-r", lock)
    run(*PIP, "--no-build-isolation", "--editable", ROOT)
    run(PYTHON, "-m", "compileall", "-q", "src")
    for lock in locks:
        stamp(lock).write_text(digest(lock))
    UNFINISHED.unlink()
    say(f"Ready: {COMMAND.relative_to(ROOT)}")


def installed(lock: str) -> bool:
    """Tell whether .venv was last filled from this very lock, in this place."""
    if UNFINISHED.exists() or not PYTHON.exists() or not COMMAND.exists():
        return False
    return stamp(lock).exists() and stamp(lock).read_text() == digest(lock)


def sound() -> bool:
    """Tell whether .venv is whole, and was made in this place with a Python that still runs."""
    try:
        told = subprocess.run([VENV / "bin" / "pip", "--version"], capture_output=True, text=True)
    except OSError:
        return False
    return f" {VENV}/" in told.stdout and not UNFINISHED.exists()


def digest(lock: str) -> str:
    """Digest of all that decides what .venv holds: lock, project file, and place."""
    parts = (ROOT / lock).read_bytes(), (ROOT / "pyproject.toml").read_bytes(), bytes(ROOT)
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def stamp(lock: str) -> Path:
    """Where the digest of an installed lock is kept."""
    return VENV / f".installed-{lock}"


def packages(lock: str) -> int:
    """Count the packages a lock pins."""
    return sum("==" in line for line in (ROOT / lock).read_text().splitlines())


def run(*command: str | Path) -> None:
    """Run a command in the repository's root, its output on standard error."""
    environment = os.environ | {"PIP_USER": "0"}  # a user-wide `user = true` fails in a .venv
    subprocess.run(command, cwd=ROOT, stdout=sys.stderr, check=True, env=environment)


def say(text: str) -> None:
    """Tell the user what is being done, apart from what the command itself prints."""
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
