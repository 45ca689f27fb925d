#!/usr/bin/env bash
# Runs pmpctl, building it first where it is not built:  scripts/pmpctl.sh --help
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
"$root/scripts/require-dotnet.sh"
program="$root/src/PmpPulse.Cli/bin/${CONFIG:-Release}/net10.0/pmpctl.dll"
if [ ! -f "$program" ] || [ -n "$(find "$root/src" -name '*.cs' -newer "$program" -print -quit)" ]; then
  echo "pmpctl: building..." >&2
  dotnet build "$root/src/PmpPulse.Cli" --configuration "${CONFIG:-Release}" --nologo --verbosity quiet >&2
fi
exec dotnet "$program" "$@"
