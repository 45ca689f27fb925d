#!/usr/bin/env bash
# Breaks the code in hundreds of small ways, one at a time, and runs the tests against each: reports what no test notices.
#   mutate.sh [TARGET...]      fence, curation, replay, backlog; all of them if none is named. At low priority.
#   MUTATE_MINUTES  ends each target after so long, without a report (0: never)
#   MUTATE_FILES    only these of the target's files, such as Fencing/Takeover.cs
# The test runner is mtp: xunit.v3 runs tests in a process of their own, which vstest does not tell of the mutant, so that every one survives.
# scripts/mutate/TARGET.json says what each target breaks and which tests it runs. The report is artifacts/mutate/TARGET/reports.
set -euo pipefail
cd "$(dirname "$0")/.."
root=$PWD minutes=${MUTATE_MINUTES:-60}

folder() {
  case "$1" in
    fence | curation) echo tests/PmpPulse.Curation.Tests ;;
    replay) echo tests/PmpPulse.Cli.Tests ;;
    backlog) echo tests/PmpPulse.LocalCloud.Tests ;;
    *) echo "mutate: there is no target '$1'; there are: fence, curation, replay, backlog" >&2; exit 2 ;;
  esac
}

[ $# -gt 0 ] || set -- fence curation replay backlog
for target in "$@"; do folder "$target" >/dev/null; done
dotnet tool restore >/dev/null || { echo "mutate: dotnet-stryker could not be restored" >&2; exit 3; }

failed=0
for target in "$@"; do
  out=$root/artifacts/mutate/$target
  rm -rf "$out" && mkdir -p "$out"
  files=()
  for file in ${MUTATE_FILES:-}; do files+=(--mutate "$file"); done
  # in the foreground, or Ctrl-C would not reach it
  limit=()
  [ "$minutes" = 0 ] || ! command -v timeout >/dev/null || limit=(timeout --foreground --signal=INT "${minutes}m")
  echo "mutate: $target"
  status=0
  (cd "$(folder "$target")" && nice -n 19 "${limit[@]}" dotnet stryker --config-file "$root/scripts/mutate/$target.json" --output "$out" --skip-version-check "${files[@]}") \
    >"$out/log" 2>&1 || status=$?
  if [ "$status" = 124 ]; then
    echo "mutate: $target: not finished within $minutes minutes: see $out/log, and MUTATE_MINUTES or MUTATE_FILES"
    failed=1
  elif [ "$status" != 0 ]; then
    tail -20 "$out/log" >&2
    failed=1
  else
    grep -E 'final mutation score' "$out/log"
    echo "mutate: $target: what survived is in $out/reports/mutation-report.html"
  fi
done
exit $failed
