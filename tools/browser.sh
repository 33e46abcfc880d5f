#!/bin/sh
# Make sure a Chromium is at hand for the browser tests; on Debian and its kin, install it.
set -eu

at_hand() {
	for name in "${CHROMIUM:-}" chromium chromium-browser google-chrome; do
		[ -n "$name" ] && command -v "$name" >/dev/null 2>&1 && return 0
	done
	return 1
}

at_hand && exit 0

if [ "$(id -u)" = 0 ]; then
	as_root=""
elif sudo -n true 2>/dev/null; then
	as_root="sudo -n"
else
	as_root="cannot"
fi

if command -v apt-get >/dev/null 2>&1 && [ "$as_root" != cannot ]; then
	echo "Installing Chromium for the browser tests" >&2
	export DEBIAN_FRONTEND=noninteractive
	$as_root apt-get -qq update >&2 && $as_root apt-get -qq install -y --no-install-recommends chromium >&2 </dev/null || true
fi

at_hand || {
	echo "The browser tests need Chromium, which is not installed." >&2
	echo "Debian: apt-get install chromium. Elsewhere: install it, then make test CHROMIUM=/path/to/it" >&2
	exit 1
}
