#!/bin/sh
# Makes sure that the browser tests find a Chromium; `--find` only prints the one that is there.
#
# A browser of the machine is used. Without one, root on Debian gets the one of the distribution; everybody else is told
# that the browser tests are left out. Where nothing may be left out (CI=true) that ends the run.
set -u

find_browser() {
    for name in chromium google-chrome google-chrome-stable chromium-browser; do
        # Some distributions put a script of this name that only tells how to get a browser: it must answer.
        if path=$(command -v "$name") && "$path" --version >/dev/null 2>&1; then
            echo "$path"
            return 0
        fi
    done
    return 1
}

install_browser() {
    [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || return 1
    echo "No browser found: installing Chromium from the distribution for the browser tests…"
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq >/dev/null && apt-get install -y -qq --no-install-recommends chromium >/dev/null
}

if [ "${1:-}" = --find ]; then
    find_browser
    exit
fi
find_browser >/dev/null && exit 0
install_browser && find_browser >/dev/null && exit 0
echo "Browser tests are left out: no Chromium or Chrome on this machine (install the package 'chromium')." >&2
[ "${CI:-}" != true ]
