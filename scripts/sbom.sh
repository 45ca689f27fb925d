#!/usr/bin/env bash
# Writes a bill of materials, CycloneDX JSON, of each program into artifacts/sbom: every package with its version, licence and
# hash, and its origin. Fails where one lacks a package that the lock file of its program names.
set -euo pipefail
cd "$(dirname "$0")/.."
out=artifacts/sbom
rm -rf "$out" && mkdir -p "$out"
version=$(git describe --always --dirty 2>/dev/null || echo 0.0.0)

echo "sbom: restoring"
dotnet tool restore --verbosity quiet >/dev/null
dotnet restore PmpPulse.sln --locked-mode --verbosity quiet

for program in src/*/Program.cs; do
  folder=$(dirname "$program") name=$(basename "$(dirname "$program")")
  file="$name.cdx.json"
  dotnet CycloneDX "$folder/$name.csproj" --recursive --disable-package-restore --output-format Json --spec-version 1.6 \
    --set-name "$name" --set-version "$version" --output "$out" --filename "$file" >"$out/log" 2>&1 || { cat "$out/log" >&2; exit 1; }
  # every package of the lock file of the program must be there
  missing=""
  for package in $(awk -F'"' '/^      "/ { name = $2 } /"type": "(Direct|Transitive|CentralTransitive)"/ { print name }' "$folder/packages.lock.json" | sort -fu); do
    grep -qiF "\"name\": \"$package\"" "$out/$file" || missing+=" $package"
  done
  [ -z "$missing" ] || { echo "sbom: $out/$file lacks:$missing" >&2; exit 1; }
  echo "sbom: $out/$file: $(grep -c '"purl"' "$out/$file") packages, $(grep -c '"SHA-512"' "$out/$file") hashes"
done
rm -f "$out/log"
