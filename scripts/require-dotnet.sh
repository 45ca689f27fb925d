#!/usr/bin/env bash
# Fails with a clear message if the .NET SDK is missing or older than global.json requires.
set -euo pipefail
need=10
how="Install the .NET $need SDK: https://dotnet.microsoft.com/download/dotnet/$need.0
  Debian, Ubuntu: sudo apt-get install dotnet-sdk-$need.0     macOS: brew install dotnet-sdk     Windows: winget install Microsoft.DotNet.SDK.$need"

if ! command -v dotnet >/dev/null 2>&1; then
  echo "make: 'dotnet' is not on the PATH. It is the only thing this project needs." >&2
  echo "$how" >&2
  exit 1
fi
if ! dotnet --list-sdks 2>/dev/null | grep -q "^$need\."; then
  echo "make: the .NET SDK here is too old: $(dotnet --list-sdks 2>/dev/null | tail -1 | cut -d' ' -f1 | grep . || echo 'none found')." >&2
  echo "$how" >&2
  exit 1
fi
