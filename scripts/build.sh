#!/usr/bin/env bash
# Builds a project or the solution if anything has changed since its last build, and prints nothing if all is well:
#   build.sh TARGET [dotnet build arguments...]      TARGET as seen from the repository's root
# A build is recorded with the content of every file it could depend on, the settings, the SDKs, and the names of its
# outputs. So anything edited, renamed, deleted, switched to or built by something else is rebuilt, but a touched file is not.
set -euo pipefail
cd "$(dirname "$0")/.."
[ $# -gt 0 ] && [ -e "$1" ] || { echo "build: there is no '${1:-}' here; give a project's folder or the solution" >&2 && exit 2; }
target=${1%/} config=${CONFIG:-Release}
stamp=artifacts/build/$(printf '%s' "$target" | tr '/ ' '--').$config
lock=artifacts/build/lock
sum=(sha256sum)
command -v sha256sum >/dev/null || sum=(shasum -a 256)

folders=(src infra) builds=("$target")
case $target in
  *.sln) folders+=(tests) builds=(src tests) ;;
  tests/*) folders+=(tests) ;;
esac

made_of() {
  printf '%s\n' "$@" "$config" "$(command -v dotnet)" "$(dotnet --list-sdks)" \
    "${RuntimeIdentifier:-}" "${GoogleProtoRoot:-}" "${UseGoogleCloudPackages:-}"
  # programs show the commit they were built from, and the tag before it
  git describe --tags --always --long --abbrev=40 2>/dev/null || true
  {
    find . -maxdepth 1 -type f ! -name '*.md' ! -name Makefile ! -name 'Dockerfile*' ! -name '.git*' -print0
    find "${folders[@]}" \( -name bin -o -name obj -o -name node_modules -o -name .terraform -o -name TestResults \) -prune \
      -o \( -type f -o -type l \) -print0
  } | xargs -0 "${sum[@]}" 2>&1 | LC_ALL=C sort
}

# an output that is newer than the record was built by something else
came_out() { find "${builds[@]}" -path "*/bin/$config/*" -type f "$@" | LC_ALL=C sort; }

is_built() {
  [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$1 $(came_out | "${sum[@]}")" ] \
    && [ -z "$(came_out -newer "$stamp")" ]
}

inputs=$(made_of "$@" | "${sum[@]}")
is_built "$inputs" && exit 0

# one build at a time: two in one checkout write the same files
mkdir -p artifacts/build
said=""
until ln -s $$ "$lock" 2>/dev/null; do
  holder=$(readlink "$lock" || true)
  if [ -n "$holder" ] && ! kill -0 "$holder" 2>/dev/null; then rm -f "$lock" && continue; fi
  [ -n "$said" ] || echo "build: waiting for the build that process $holder runs here" >&2
  said=yes
  sleep 0.2
done
log=$(mktemp)
trap 'rm -f "$log" "$lock"' EXIT
if [ -n "$said" ]; then
  inputs=$(made_of "$@" | "${sum[@]}")
  is_built "$inputs" && exit 0
fi

rm -f "$stamp"
echo "Building $target$([ -n "$(came_out)" ] || echo ' (one to three minutes the first time)')..." >&2
. scripts/heartbeat.sh building
trap 'kill $heartbeat 2>/dev/null || true; rm -f "$log" "$lock"' EXIT
if ! dotnet build "$@" --configuration "$config" --nologo --verbosity quiet >"$log" 2>&1; then
  cat "$log" >&2
  exit 1
fi
# the inputs as they were when the build began
printf '%s %s\n' "$inputs" "$(came_out | "${sum[@]}")" >"$stamp"
