"""Lists the benchmarks, or runs one by name: `python -m benchmarks [NAME [OPTIONS]]`.

A benchmark is a module in this folder that measures when run as a script; the
first line of its docstring says what it measures.
"""

import ast
import runpy
import sys
from pathlib import Path

FOLDER = Path(__file__).parent


def main(args: list[str]) -> None:
    known = {path.stem: path for path in sorted(FOLDER.glob("[a-z]*.py"))}
    if not args:
        for name, path in known.items():
            print(f"{name:<24} {purpose(path)}")
        print("\nRun one: make bench NAME=... ARGS=...", file=sys.stderr)
        return
    name = args[0]
    if name not in known:
        sys.exit(f"No benchmark is called {name!r}; known: {', '.join(known) or 'none'}.")
    sys.argv = [str(known[name]), *args[1:]]
    runpy.run_module(f"benchmarks.{name}", run_name="__main__")


def purpose(path: Path) -> str:
    text = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    return text.partition("\n")[0]


if __name__ == "__main__":
    main(sys.argv[1:])
