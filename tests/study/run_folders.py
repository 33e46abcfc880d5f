"""What tests of run folders ask of them."""

import pytest

from twofront.problems import InputError
from twofront.study.folder import RESULTS


def stamps(folder):
    """When each file of the results was last written."""
    return {path.name: path.stat().st_mtime_ns for path in (folder / RESULTS).iterdir()}


def problems(call):
    """The problems that a call is refused with."""
    with pytest.raises(InputError) as caught:
        call()
    return caught.value.problems
