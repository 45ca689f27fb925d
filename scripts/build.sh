#!/usr/bin/env bash
# Builds a project or the solution and keeps quiet where all is well:  build.sh TARGET [dotnet build arguments...]
set -uo pipefail
log=$(mktemp)
. "$(dirname "$0")/heartbeat.sh" building
trap 'kill $heartbeat; rm -f "$log"' EXIT
if ! dotnet build "$@" --configuration "${CONFIG:-Release}" --nologo --verbosity quiet >"$log" 2>&1; then
  cat "$log" >&2
  exit 1
fi
