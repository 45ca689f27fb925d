#!/usr/bin/env bash
# Checks infra/terraform without a cloud, then that the check notices planted mistakes: infra-check.sh [--quick]
# Exit codes: 0 all is well, 1 findings, 2 the check broke, 3 nothing was checked: no Node 20 here, or npm cannot fetch.
set -euo pipefail
cd "$(dirname "$0")/infra-check"

major=$({ node --version 2>/dev/null || true; } | sed -n 's/^v\([0-9]*\)\..*/\1/p')
if [ "${major:-0}" -lt 20 ] || ! command -v npm >/dev/null 2>&1; then
  echo "infra-check: not checked: it needs Node 20 or later with npm, and here is ${major:+Node }${major:-none}." >&2
  echo "  Debian, Ubuntu: sudo apt-get install nodejs npm     macOS: brew install node     others: https://nodejs.org" >&2
  exit 3
fi

if [ ! -f node_modules/.package-lock.json ] || [ package-lock.json -nt node_modules/.package-lock.json ]; then
  echo "infra-check: fetching the Google provider's schema and an HCL parser from npm..."
  npm ci --silent --no-progress >npm.log 2>&1 || true
  { grep -v '^npm warn' npm.log || true; } >&2
  rm npm.log
  [ -f node_modules/.package-lock.json ] || { echo "infra-check: not checked: npm could not fetch what the check needs" >&2; exit 3; }
  touch node_modules/.package-lock.json
fi

node check.mjs || exit $?
[ "${1:-}" = --quick ] && exit 0

log=$(mktemp)
trap 'rm -f "$log"' EXIT
if ! node --test test/ >"$log" 2>&1; then
  cat "$log"
  echo "infra-check: the check missed a planted mistake" >&2
  exit 1
fi
echo "infra-check: $(sed -n 's/^# pass \([0-9]*\)$/\1/p' "$log") tests of the check itself pass"
