"""Setting up says plainly when no Python is new enough."""

import os
import subprocess


def set_up(root, python: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["sh", "tools/setup.sh", "requirements.txt"],
        cwd=root,
        env=os.environ | {"PYTHON": python},
        capture_output=True,
        text=True,
    )


def test_an_old_python_is_refused_by_name(root, tmp_path):
    old = tmp_path / "python-old"
    old.write_text('#!/bin/sh\n[ "$1" = --version ] && echo Python 3.9.2 && exit 0\nexit 1\n')
    old.chmod(0o755)
    refused = set_up(root, str(old))
    assert refused.returncode == 1
    assert "needs Python 3.11 or newer" in refused.stderr
    assert "is Python 3.9.2" in refused.stderr


def test_a_python_that_is_not_there_is_refused(root, tmp_path):
    refused = set_up(root, str(tmp_path / "nowhere"))
    assert refused.returncode == 1
    assert "no Python that runs" in refused.stderr
