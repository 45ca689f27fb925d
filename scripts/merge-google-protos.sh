#!/usr/bin/env bash
# Makes one root of Google's own .proto files, for `dotnet build -p:GoogleProtoRoot=DIR`:
#   merge-google-protos.sh DIR [NODE_MODULES]
# They come out of npm's @google-cloud/{pubsub,bigquery-storage,dataflow}: from NODE_MODULES where they are installed there, else
# packed by npm now. google/api and google/rpc, which they import, come with the NuGet package Google.Api.CommonProtos.
set -euo pipefail
[ $# -ge 1 ] || { sed -n '2,5s/^# \{0,1\}//p' "$0" >&2; exit 2; }
packages=(pubsub bigquery-storage dataflow)
mkdir -p "$1"
root=$(cd "$1" && pwd)
temporary=$(mktemp -d)
trap 'rm -rf "$temporary"' EXIT

for package in "${packages[@]}"; do
  if [ $# -ge 2 ]; then
    protos=$2/@google-cloud/$package/build/protos
  else
    command -v npm >/dev/null || { echo "merge-google-protos: npm is needed, or a node_modules folder as second argument" >&2; exit 3; }
    mkdir "$temporary/$package"
    tarball=$(npm pack --silent --pack-destination "$temporary/$package" "@google-cloud/$package")
    tar -xzf "$temporary/$package/$tarball" -C "$temporary/$package"
    protos=$temporary/$package/package/build/protos
  fi
  [ -d "$protos/google" ] || { echo "merge-google-protos: no .proto files of @google-cloud/$package in $protos" >&2; exit 1; }
  (cd "$protos" && find google -name '*.proto' -print0 | tar -cf - --null -T -) | tar -xf - -C "$root"
done
echo "$(find "$root/google" -name '*.proto' | wc -l) .proto files in $root"
