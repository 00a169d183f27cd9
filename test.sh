#!/usr/bin/env bash
# Installs what the tests need, builds, and runs all of them. The last line: "N passed, N failed" (and skipped, when some were).
#   ./test.sh [-c Release|Debug]
set -uo pipefail
cd "$(dirname "$0")"
configuration=Release
[ "${1:-}" = "-c" ] && configuration=${2:?-c needs a configuration}

want() { # want PROGRAM PACKAGE: installs a Debian package, when the program is not there and this can be done
    command -v "$1" >/dev/null && return
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        echo "Installing $2..."
        { apt-get install -y -qq --no-install-recommends "$2" || { apt-get update -qq && apt-get install -y -qq --no-install-recommends "$2"; }; } >/dev/null 2>&1
    fi
}
need() { # need PROGRAM PACKAGE: the same, and it must succeed
    want "$1" "$2"
    command -v "$1" >/dev/null || { echo "$1 is missing. Install it (Debian: apt-get install $2) and run ./test.sh again." >&2; exit 1; }
}
need dotnet dotnet-sdk-10.0
need node nodejs
need npm npm
need espeak-ng espeak-ng
# Opus, for the tests of Moshi's protocol. The whole list is read: cut short by grep -q, ldconfig would fail the pipe.
opus() { [[ $(ldconfig -p) == *libopus.so.0* ]]; }
opus || want libopus.so.0 libopus0
opus || { echo "libopus is missing. Install it (Debian: apt-get install libopus0) and run ./test.sh again." >&2; exit 1; }
# Without it the console's tests in a browser are skipped.
want chromium chromium

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
dotnet build AgentHost.sln -c "$configuration" -v quiet --nologo || { echo "The build failed."; echo "0 passed, 1 failed"; exit 1; }

rm -rf artifacts/ui-messages
log=$(mktemp)
trap 'rm -f "$log"' EXIT
# One project after another: tests with processes and sockets keep their time limits on a small machine.
dotnet test AgentHost.sln -c "$configuration" --no-build --nologo -m:1 2>&1 | tee "$log"
(cd src/Host/Console && AGENTHOST_CONFIGURATION=$configuration npm test --silent) 2>&1 | tee -a "$log"
grep -q -- "- Console$" "$log" || echo "Failed!  - Failed: 1, Passed: 0, Skipped: 0, Total: 1 - Console" | tee -a "$log"
# Every card that a session of the tests showed, as A2UI's own library takes it.
if node tests/npm/check-ui.mjs artifacts/ui-messages; then
    echo "Passed!  - Failed: 0, Passed: 1, Skipped: 0, Total: 1 - Cards" | tee -a "$log"
else
    echo "Failed!  - Failed: 1, Passed: 0, Skipped: 0, Total: 1 - Cards" | tee -a "$log"
fi
awk '
    /Failed:.*Passed:.*Skipped:.*Total:/ {
        gsub(",", "")
        for (i = 1; i < NF; i++) { if ($i == "Failed:") failed += $(i + 1); if ($i == "Passed:") passed += $(i + 1); if ($i == "Skipped:") skipped += $(i + 1) }
        projects++
    }
    END {
        if (projects == 0) failed = 1
        line = passed + 0 " passed, " failed + 0 " failed"
        if (skipped > 0) line = line ", " skipped " skipped"
        print line
        exit failed > 0
    }' "$log"
