#!/usr/bin/env bash
# Runs the tests of the whole solution and ends with one line of totals:
#   run-tests.sh [dotnet test arguments...]
# A test project that dies without a result counts as one failure.
set -euo pipefail
cd "$(dirname "$0")/.."
log=artifacts/test.log
mkdir -p artifacts
assemblies=()
for project in tests/*.Tests; do
  assemblies+=("$project/bin/${CONFIG:-Release}/net10.0/$(basename "$project").dll")
done
. scripts/heartbeat.sh testing
trap 'kill $heartbeat 2>/dev/null || true' EXIT
# the profiling tier costs such short processes a quarter of the run and never pays off
export DOTNET_TieredPGO=0
# one run over all of them, one assembly per core: given the solution, dotnet test runs one after the other
dotnet test "${assemblies[@]}" --nologo --logger 'console;verbosity=minimal' --blame-hang-timeout 5m "$@" \
  -- RunConfiguration.MaxCpuCount=0 2>&1 | tee "$log" && status=0 || status=$?
awk -v status="$status" '
  / - Failed: +[0-9]+, Passed: / {
    for (i = 1; i < NF; i++) {
      if ($i == "Failed:") failed += $(i + 1)
      if ($i == "Passed:") passed += $(i + 1)
      if ($i == "Skipped:") skipped += $(i + 1)
    }
  }
  END {
    if (status != 0 && failed == 0) failed = 1
    printf "tests: %d passed, %d failed, %d skipped\n", passed, failed, skipped
    exit (failed > 0 || passed == 0)
  }' "$log"
