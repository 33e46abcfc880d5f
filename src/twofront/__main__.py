"""Lets `python -m twofront` do what the command `twofront` does."""

import sys

from twofront.cli import main

if __name__ == "__main__":
    sys.exit(main())
