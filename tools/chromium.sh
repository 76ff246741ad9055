#!/bin/sh
# Provide a Chromium for the browser tests: the one that is there, else Debian's through apt, else say so loudly.
# With CI=true a missing browser is a failure: CI never passes on skipped tests.
set -eu

found() {
    for name in "${CSM_CHROMIUM:-}" chromium chromium-browser google-chrome; do
        [ -n "$name" ] && command -v "$name" >/dev/null 2>&1 && return 0
    done
    return 1
}

found && exit 0

as_root=""
[ "$(id -u)" = 0 ] || as_root="sudo -n"
if command -v apt-get >/dev/null 2>&1 && $as_root true 2>/dev/null; then
    echo "Installing Debian's chromium for the browser tests ..."
    $as_root apt-get update -qq && $as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y -qq --no-install-recommends chromium >/dev/null || true
    found && exit 0
fi

cat >&2 <<'MESSAGE'

  ************************************************************************
  NO BROWSER: no Chromium was found, and none could be installed here.
  The browser tests will be SKIPPED. Install chromium, or set CSM_CHROMIUM
  to the path of one, to run them.
  ************************************************************************

MESSAGE
[ "${CI:-}" = true ] && exit 1
exit 0
