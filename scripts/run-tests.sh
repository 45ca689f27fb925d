#!/usr/bin/env bash
# Runs the tests of the whole solution and ends with one line of totals:
#   run-tests.sh [dotnet test arguments...]
# A test project that dies without a result counts as one failure.
set -uo pipefail
cd "$(dirname "$0")/.."
log=artifacts/test.log
mkdir -p artifacts
dotnet test PmpPulse.sln --configuration "${CONFIG:-Release}" --no-build --nologo --verbosity quiet \
  --logger 'console;verbosity=minimal' --blame-hang-timeout 5m "$@" 2>&1 | tee "$log"
status=${PIPESTATUS[0]}
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
