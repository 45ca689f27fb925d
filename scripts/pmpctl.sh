#!/usr/bin/env bash
# Runs pmpctl, building it first where it is not built:  scripts/pmpctl.sh --help
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
"$root/scripts/require-dotnet.sh"
program="$root/src/PmpPulse.Cli/bin/${CONFIG:-Release}/net10.0/pmpctl.dll"
if [ ! -f "$program" ] || [ -n "$(find "$root/src" "$root/infra/bigquery" "$root/infra/prices" "$root/infra/dataflow" -type f -newer "$program" -not -path '*/obj/*' -not -path '*/bin/*' -print -quit)" ]; then
  echo "pmpctl: building..." >&2
  "$root/scripts/build.sh" "$root/src/PmpPulse.Cli"
  touch "$program"
fi
exec dotnet "$program" "$@"
