#!/usr/bin/env bash
# Builds the container images and prints their sizes:  images.sh [NAME...]     (collector writer curation budget-stop pmpctl dashboard)
#   IMAGE_PREFIX  what stands before the name: pmp, or REGION-docker.pkg.dev/PROJECT/pmp
#   IMAGE_TAG     their tag: dev, or the commit
#   RUNTIME_TAG   tag of the base image mcr.microsoft.com/dotnet/aspnet, where the Dockerfiles' own is not wanted
# Pushes nothing. Where packages come from elsewhere than the public gallery, a nuget.config at the root is used (git ignores it).
set -euo pipefail
cd "$(dirname "$0")/.."
prefix=${IMAGE_PREFIX:-pmp} tag=${IMAGE_TAG:-dev} runtime=${RUNTIME_TAG:-$(sed -n 's/^ARG RUNTIME_TAG=//p' Dockerfile.writer)}
logs=artifacts/images

fail() { echo "images: $1" >&2; exit "${2:-1}"; }

case "$prefix" in */ | *[!a-z0-9./_:-]*) fail "IMAGE_PREFIX is '$prefix': give a repository path without a slash at its end, such as europe-west9-docker.pkg.dev/my-project/pmp." 2 ;; esac
[[ $tag =~ ^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$ ]] || fail "IMAGE_TAG is '$tag': give letters, digits, '_', '.' and '-' only, such as v1 or a commit." 2
command -v docker >/dev/null || fail "no 'docker' on the PATH: install Docker (https://docs.docker.com/engine/install/), or Podman with its docker command." 3
docker info >/dev/null 2>&1 || fail "the Docker engine does not answer: start it (Docker Desktop, or sudo systemctl start docker), and see that you may use it: docker info" 3

project() {
  case "$1" in
    collector) echo PmpPulse.Collector ;; writer) echo PmpPulse.Writer ;; curation) echo PmpPulse.Curation ;;
    budget-stop) echo PmpPulse.BudgetStop ;; pmpctl) echo PmpPulse.Cli ;; dashboard) echo PmpPulse.Dashboard ;;
    *) fail "there is no image '$1'; there are: ${all[*]}" 2 ;;
  esac
}

all=()
for name in collector writer curation budget-stop pmpctl dashboard; do [ -d "src/$(project $name)" ] && all+=("$name"); done
names=("${@:-${all[@]}}")
for name in "${names[@]}"; do project "$name" >/dev/null || exit 2; done

for base in mcr.microsoft.com/dotnet/sdk:10.0 "mcr.microsoft.com/dotnet/aspnet:$runtime"; do
  docker image inspect "$base" >/dev/null 2>&1 && continue
  echo "images: pulling $base"
  docker pull --quiet "$base" >/dev/null || fail "$base is not here and could not be pulled. If another base is here, name its tag: RUNTIME_TAG=10.0 make images" 4
done

# Cloud Run takes linux/amd64. BuildKit cross-compiles for it; the old builder can only build for the machine it is on.
builder=(build)
if docker buildx version >/dev/null 2>&1; then
  builder=(buildx build --load --platform linux/amd64)
elif [ "$(docker info --format '{{.Architecture}}')" != x86_64 ]; then
  fail "this machine is not x86_64, and Cloud Run needs linux/amd64: install Docker's buildx plugin, which cross-compiles." 3
fi

mkdir -p "$logs"
revision=$(git rev-parse HEAD 2>/dev/null || echo unknown)
version=$(git describe --tags --match 'v[0-9]*' 2>/dev/null || echo "v0.0.0-$(git rev-parse --short=8 HEAD 2>/dev/null || echo unversioned)")
seconds=()
for i in "${!names[@]}"; do
  name=${names[i]} file=Dockerfile.writer
  [ "$name" = collector ] && file=Dockerfile.collector
  echo "images: [$((i + 1))/${#names[@]}] $prefix/$name:$tag (a few minutes the first time; log: $logs/$name.log)"
  started=$SECONDS
  docker "${builder[@]}" --file "$file" --build-arg "PROJECT=$(project "$name")" --build-arg "RUNTIME_TAG=$runtime" --build-arg "VERSION=${version#v}" \
    --label "org.opencontainers.image.revision=$revision" --label "org.opencontainers.image.version=${version#v}" --tag "$prefix/$name:$tag" . >"$logs/$name.log" 2>&1 \
    || { tail -40 "$logs/$name.log" >&2; fail "$name could not be built"; }
  seconds+=($((SECONDS - started)))
done

printf '\n%-60s %10s %10s %8s\n' image size program built
for i in "${!names[@]}"; do
  image="$prefix/${names[i]}:$tag"
  # of an image's size, what stands above its base is the program
  printf '%-60s %7d MB %10s %6d s\n' "$image" "$(($(docker image inspect --format '{{.Size}}' "$image") / 1000000))" \
    "$(docker history --no-trunc --format '{{.Size}} {{.CreatedBy}}' "$image" | awk '/ \/app/ && /COPY/ { print $1; exit }')" "${seconds[i]}"
done
