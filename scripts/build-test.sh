#!/usr/bin/env bash
# Tests when scripts/build.sh rebuilds: in a temporary repository, with a `dotnet` that only records its calls.
# without -e: it counts what fails
set -uo pipefail
scripts=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0 checks=0
git() { command git -c user.name=test -c user.email=test@example.com -c commit.gpgsign=false "$@"; }
fail() { echo "build-test: $1" >&2; failed=$((failed + 1)); }

mkdir "$work/bin" && cat >"$work/bin/dotnet" <<'EOF'
#!/usr/bin/env bash
[ "$1" = --list-sdks ] && { cat "$WORK/sdks"; exit; }
echo "$*" >>"$WORK/calls"
# what is in sources now decides whether a build goes well
if grep -qr 'syntax error' src; then echo "App.cs(1,1): error CS1002" && exit 1; fi
all=$* && config=${all#*--configuration } && config=${config%% *}
folders=$2 && [ -d "$2" ] || folders="src/App tests/App.Tests"
for folder in $folders; do
  mkdir -p "$folder/bin/$config/net10.0" "$folder/obj"
  date +%s%N >"$folder/bin/$config/net10.0/App.dll" && echo lib >"$folder/bin/$config/net10.0/Library.dll" && echo x >"$folder/obj/x"
done
[ ! -f "$WORK/during" ] || { . "$WORK/during"; rm "$WORK/during"; }
EOF
chmod +x "$work/bin/dotnet"
export WORK=$work PATH="$work/bin:$PATH"
unset CONFIG RuntimeIdentifier GoogleProtoRoot UseGoogleCloudPackages

fresh() {
  rm -rf "$work/repo" "$work/calls" && mkdir -p "$work/repo"/{scripts,src/App/Sub,tests/App.Tests,infra/bigquery,docs} && cd "$work/repo" || exit 2
  cp "$scripts/build.sh" "$scripts/heartbeat.sh" scripts/
  echo '10.0.100 [/sdk]' >"$work/sdks"
  echo 'class App;' >src/App/App.cs && echo 'class Other;' >src/App/Sub/Other.cs && echo '<Project />' >src/App/App.csproj
  echo 'class Tests;' >tests/App.Tests/Tests.cs && echo 'SELECT 1' >infra/bigquery/mart.sql && echo '<Project />' >Directory.Build.props
  echo '# Read me' >README.md && printf 'bin/\nobj/\nartifacts/\n' >.gitignore && touch PmpPulse.sln
  git init -q . && git add -A && git commit -qm first
  scripts/build.sh src/App >/dev/null 2>&1 || fail "the first build failed"
}
calls() { wc -l <"$work/calls" | tr -d ' '; }
# expect COUNT WHAT [build.sh arguments]: the build is called that often since the last look
expect() {
  local before count=$1 what=$2
  shift 2
  before=$(calls) checks=$((checks + 1))
  scripts/build.sh "${@:-src/App}" >"$work/out" 2>&1
  [ "$(($(calls) - before))" = "$count" ] || fail "$what: built $(($(calls) - before)) times, not $count"
}
anew() { expect 1 "$1" "${@:2}" && expect 0 "$1, and then nothing" "${@:2}"; }

fresh && expect 0 "nothing has changed"
fresh && echo 'class App2;' >src/App/App.cs && anew "a source was edited"
fresh && cp -p src/App/App.cs "$work/old" && echo 'class Ape;' >src/App/App.cs && touch -r "$work/old" src/App/App.cs && anew "as long and as old as before"
fresh && echo 'class New;' >src/App/App.cs && touch -t 200001010000 src/App/App.cs && anew "a source was replaced by an older one"
fresh && touch src/App/App.cs && expect 0 "a source was only touched"
fresh && rm src/App/Sub/Other.cs && anew "a source was deleted"
fresh && mv src/App/Sub/Other.cs src/App/Sub/Another.cs && anew "a source was renamed"
fresh && echo 'class New;' >"src/App/with a space.cs" && anew "a source was added"
fresh && git checkout -qb other && echo 'class B;' >src/App/App.cs && git commit -qam other && anew "on another branch" && git checkout -q - && anew "back on the first"
fresh && echo '<Project></Project>' >Directory.Build.props && anew "properties of all projects changed"
fresh && echo '<configuration />' >nuget.config && anew "packages come from elsewhere"
fresh && echo 'SELECT 2' >infra/bigquery/mart.sql && anew "an embedded file changed"
fresh && echo '10.0.101 [/sdk]' >>"$work/sdks" && anew "another SDK was installed"
fresh && anew "with another argument" src/App -p:X=1
fresh && UseGoogleCloudPackages=true anew "with another setting of the projects"
fresh && CONFIG=Debug anew "another configuration" && expect 0 "the first configuration is still built"
fresh && anew "another target" tests/App.Tests && echo 'class T;' >tests/App.Tests/Tests.cs && expect 0 "tests are in no program" && anew "but in their own build" tests/App.Tests
fresh && anew "the solution" PmpPulse.sln && echo 'class T;' >tests/App.Tests/Tests.cs && anew "the solution has tests" PmpPulse.sln
fresh && echo '# Read me again' >README.md && echo text >docs/guide.md && expect 0 "documents are in no program"
fresh && git commit -q --allow-empty -m second && anew "there is another commit" && git tag v1.0.0 && anew "it has a version now"
fresh && rm -r src/App/bin && anew "the output is gone"
fresh && rm src/App/bin/Release/net10.0/Library.dll && anew "a part of the output is gone"
fresh && sleep 0.01 && echo 'else' >src/App/bin/Release/net10.0/App.dll && anew "something else built the output"
fresh && rm -r artifacts && anew "the record is gone"
fresh && cp src/App/App.cs "$work/good" && echo 'syntax error' >src/App/App.cs && expect 1 "a broken source" && grep -q CS1002 "$work/out" || fail "the error is not shown"
expect 1 "a build that failed is tried again" && cp "$work/good" src/App/App.cs && anew "the source is mended"
fresh && echo "echo 'class Late;' >src/App/App.cs" >"$work/during" && echo 'class Early;' >src/App/App.cs && expect 1 "edited while it is built" && anew "which is not in that build"
fresh && rm -r .git && anew "without a repository" && echo 'class App2;' >src/App/App.cs && anew "without a repository, edited"

# two at once: the second waits, and then there is nothing left to do
fresh && echo 'while [ ! -f "$WORK/go" ]; do sleep 0.05; done' >"$work/during" && echo 'class App2;' >src/App/App.cs
before=$(calls) checks=$((checks + 1))
scripts/build.sh src/App 2>/dev/null & first=$!
until [ "$(calls)" -gt "$before" ]; do sleep 0.05; done
scripts/build.sh src/App 2>"$work/second" & second=$!
until grep -q "waiting for the build that process $first" "$work/second"; do kill -0 $second 2>/dev/null || break; sleep 0.05; done
touch "$work/go" && wait $first $second
[ "$(($(calls) - before))" = 1 ] || fail "two builds at once: dotnet ran $(($(calls) - before)) times"
grep -q "waiting for the build that process $first" "$work/second" || fail "two builds at once: the second did not say that it waits"
# leftovers of a killed build block nothing
echo 'class App3;' >src/App/App.cs && ln -s 999999999 artifacts/build/lock && expect 1 "a killed build"

[ "$failed" = 0 ] || exit 1
echo "build: $checks checks of scripts/build.sh pass"
