#!/usr/bin/env bash
# Runs every test beside processes that take all they can get of the processor: stress-test.sh [dotnet test arguments...]
#   BUSY  how many of them (8)
# No test may depend on a quiet machine: one that fails here and not alone waits too briefly, or measures time.
set -euo pipefail
cd "$(dirname "$0")/.."
busy=()
for ((i = 0; i < ${BUSY:-8}; i++)); do
  # ends by itself where nobody ends it
  bash -c 'SECONDS=0; while [ $SECONDS -lt 7200 ]; do :; done' &
  busy+=($!)
done
trap 'kill "${busy[@]}" 2>/dev/null || true' EXIT
echo "stress-test: every test, beside ${#busy[@]} busy processes"
scripts/run-tests.sh "$@"
