"""A file is a room one can hold in the head, a function a thought."""

import ast
from pathlib import Path

LINES_OF_A_FILE = 400
LINES_OF_A_FUNCTION = 60


def sources(root: Path) -> list[Path]:
    found = sorted((root / "src").rglob("*.py"))
    assert found
    return found


def test_no_file_is_too_long(root):
    lengths = {path: len(path.read_text("utf-8").splitlines()) for path in sources(root)}
    assert not {str(path): n for path, n in lengths.items() if n > LINES_OF_A_FILE}


def test_no_function_is_too_long(root):
    lengths = {
        f"{path}:{node.lineno} {node.name}": (node.end_lineno or node.lineno) - node.lineno + 1
        for path in sources(root)
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    assert not {name: n for name, n in lengths.items() if n > LINES_OF_A_FUNCTION}


def test_every_file_says_what_it_is_for(root):
    silent = [
        str(path)
        for path in sources(root)
        if not ast.get_docstring(ast.parse(path.read_text("utf-8")))
    ]
    assert not silent
