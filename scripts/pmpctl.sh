#!/usr/bin/env bash
# Runs pmpctl, building it first where it is not built:  scripts/pmpctl.sh --help
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
"$root/scripts/require-dotnet.sh"
"$root/scripts/build.sh" src/PmpPulse.Cli
exec dotnet "$root/src/PmpPulse.Cli/bin/${CONFIG:-Release}/net10.0/pmpctl.dll" "$@"
