#!/bin/sh
# Find a Python new enough, then let tools/setup.py fill .venv from the locks named.
set -eu
cd "$(dirname "$0")/.."

new_enough() {
	"$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

for name in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11 python}; do
	if new_enough "$name"; then
		exec "$name" tools/setup.py "$@"
	fi
done

found=$("${PYTHON:-python3}" --version 2>&1) || found="no Python that runs"
echo "Twofront needs Python 3.11 or newer; ${PYTHON:-python3} is $found." >&2
echo "Install one, or name it: make setup PYTHON=/path/to/python3.12" >&2
exit 1
