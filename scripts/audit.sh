#!/usr/bin/env bash
# Asks the package registries whether they know of a vulnerability in anything that is restored, at any depth, and says
# loudly where they do not tell. Exit codes: 0 none known, 1 found, 3 some registry has no data (AUDIT_REQUIRED=true makes it 1).
set -euo pipefail
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
found=0 blind=0

unaudited() {
  blind=1
  echo "audit: NOT CHECKED: $1" >&2
}

nuget() {
  # a restore audits what it restores, and is silent where no source has data; `dotnet package list --vulnerable` calls that good
  local source told="" status=0
  for source in $(dotnet nuget list source --format short | sed -n 's/^E[A-Z]* //p'); do
    curl -fsSL --max-time 60 "$source" 2>/dev/null | grep '"VulnerabilityInfo/' >/dev/null && told=yes
  done
  [ -n "$told" ] || { unaudited "NuGet packages: no configured source serves vulnerability data (VulnerabilityInfo), or none answers curl"; return; }
  dotnet restore PmpPulse.sln --locked-mode --force -p:NuGetAudit=true -p:NuGetAuditMode=all -p:NuGetAuditLevel=low >"$work/nuget" 2>&1 || status=$?
  if grep -qE ' NU190[1-4]:' "$work/nuget"; then
    grep -oE 'NU190[1-4]: .*' "$work/nuget" | sed 's/ \[.*//' | sort -u >&2
    echo "audit: NuGet packages with known vulnerabilities: raise their versions in Directory.Packages.props, then dotnet restore --force-evaluate" >&2
    found=1
  elif [ "$status" != 0 ] || grep -q ' NU190[05]:' "$work/nuget"; then
    cat "$work/nuget" >&2
    unaudited "NuGet packages: the restore failed, or a source did not give its data"
  else
    echo "audit: no vulnerability known in $(cat src/*/packages.lock.json tests/*/packages.lock.json | awk -F'"' '/^      "/ { print $2 }' | sort -u | grep -c .) NuGet packages"
  fi
}

npm_packages() {
  command -v npm >/dev/null || { unaudited "npm packages of scripts/infra-check: there is no npm here"; return; }
  if (cd scripts/infra-check && npm audit --package-lock-only --json) >"$work/npm" 2>/dev/null; then
    echo "audit: no vulnerability known in the npm packages of scripts/infra-check"
  elif grep -q '"auditReportVersion"' "$work/npm"; then
    (cd scripts/infra-check && npm audit --package-lock-only) >&2
    found=1
  else
    unaudited "npm packages of scripts/infra-check: the registry does not answer audits: $(sed -n 's/^ *"message": "\(.*\)",*$/\1/p' "$work/npm" | sed -E 's|https?://[^ ]*||' | head -1)"
  fi
}

nuget
npm_packages
[ "$found" = 0 ] || exit 1
[ "$blind" = 0 ] && exit 0
[ "${AUDIT_REQUIRED:-}" != true ] || { echo "audit: AUDIT_REQUIRED is true, and not everything could be checked" >&2; exit 1; }
exit 3
