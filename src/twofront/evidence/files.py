"""Moved to `twofront.files`."""

from twofront.files import read_bounded, replace_file

__all__ = ["read_bounded", "replace_file"]
