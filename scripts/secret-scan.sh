#!/usr/bin/env bash
# Looks for secrets in every file git knows or would take, and in every line that any commit ever added:
#   secret-scan.sh [DIR]      a repository; this one where none is named
# DIR/scripts/secret-scan.allow lists what is allowed, each with its reason. Exit codes: 0 none, 1 found, 2 could not look.
set -euo pipefail
cd "${1:-$(dirname "$0")/..}" || exit 2
allow=scripts/secret-scan.allow
git rev-parse --git-dir >/dev/null 2>&1 || { echo "secret-scan: $PWD is not a git repository" >&2; exit 2; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export LC_ALL=C
tab=$'\t'

# name, then an extended regular expression; a match of the last is a secret only if it looks random
rules=(
  'private-key'             '-----BEGIN ([A-Z0-9]+ )*PRIVATE KEY( BLOCK)?-----'
  'service-account-key'     '"private_key_id"[[:space:]]*:[[:space:]]*"[0-9a-f]{40}"'
  'google-api-key'          'AIza[0-9A-Za-z_-]{35}'
  'google-client-secret'    'GOCSPX-[0-9A-Za-z_-]{28}'
  'google-refresh-token'    '1//0[0-9A-Za-z_-]{40,}'
  'google-access-token'     'ya29\.[0-9A-Za-z_-]{20,}'
  'github-token'            'gh[pousr]_[0-9A-Za-z]{36}|github_pat_[0-9A-Za-z_]{60,}'
  'aws-access-key'          '(AKIA|ASIA)[0-9A-Z]{16}'
  'slack-token'             'xox[abprs]-[0-9A-Za-z-]{10,}'
  'npm-token'               'npm_[0-9A-Za-z]{36}'
  'nuget-key'               'oy2[a-z0-9]{43}'
  'json-web-token'          'eyJ[0-9A-Za-z_-]{10,}\.eyJ[0-9A-Za-z_-]{10,}\.[0-9A-Za-z_-]{10,}'
  'password-in-url'         "[a-z][a-z0-9+.-]*://[^]/:@[:space:]\"'<>{}\$\`()]+:[^]/@[:space:]\"'<>{}\$\`()]{3,}@"
  'assigned-secret'         "(secret|token|passw(or)?d|api_?key|access_?key|credentials?)[\"'A-Za-z_]*[[:space:]]*(=|:|=>)[[:space:]]*[\"']?[0-9A-Za-z+/_=-]{20,}"
)

# one line each: where, path, text
git grep --untracked -nI '' | sed -E "s/^([^:]*):([0-9]+):/line \2${tab}\1${tab}/" >"$work/lines"
git log --all --no-color --no-ext-diff --no-textconv --no-renames -m -p -U0 --format='commit %h' | awk -v OFS='\t' '
  /^commit / { commit = $2; next }
  /^\+\+\+ / { path = $0; sub(/^\+\+\+ (b\/)?/, "", path); next }
  /^\+/ { print "commit " commit, path, substr($0, 2) }' >>"$work/lines"
commits=$(git rev-list --all --count)

random() { # prints its argument where its characters tell little of each other: above 3.5 bits each, letters and digits mixed
  awk -v text="$1" 'BEGIN {
    n = split(text, c, ""); for (i = 1; i <= n; i++) seen[c[i]]++
    for (x in seen) bits -= seen[x] / n * log(seen[x] / n) / log(2)
    if (bits > 3.5 && text ~ /[0-9]/ && text ~ /[A-Za-z]/) print text }'
}

: >"$work/found" >"$work/used"
for ((i = 0; i < ${#rules[@]}; i += 2)); do
  rule=${rules[i]} option=-E
  [ "$rule" = assigned-secret ] && option=-Ei
  { grep -a "$option" -e "${rules[i + 1]}" "$work/lines" || true; } | sort -u | while IFS="$tab" read -r where path text; do
    printf '%s\n' "$text" | grep -ao "$option" -e "${rules[i + 1]}" | while IFS= read -r match; do
      if [ "$rule" = assigned-secret ]; then
        value=$(random "$(printf '%s' "$match" | grep -oE '[0-9A-Za-z+/_=-]+$')")
        [ -n "$value" ] || continue
      fi
      print=$(printf '%s' "$match" | git hash-object --stdin | cut -c1-12)
      if [ -f "$allow" ] && grep -qE "^$rule +$print +[^ ]" "$allow"; then
        echo "$print" >>"$work/used"
      else
        # never the secret itself: this output goes into logs
        echo "$rule  $path ($where)  fingerprint $print" >>"$work/found"
      fi
    done
  done
done

[ ! -f "$allow" ] || { grep -vE '^(#|[[:space:]]*$)' "$allow" || true; } | while read -r rule print reason; do
  if [ -z "$reason" ]; then
    echo "allow list: $rule $print has no reason" >>"$work/found"
  elif ! grep -q "^$print$" "$work/used"; then
    echo "allow list: $rule $print allows nothing that is still there" >>"$work/found"
  fi
done

[ "$(git rev-parse --is-shallow-repository)" = false ] || echo "secret-scan: WARNING: this clone is shallow; older commits were not looked at (git fetch --unshallow)" >&2
if [ -s "$work/found" ]; then
  sort -u "$work/found" >&2
  echo "secret-scan: a secret that was ever committed is known: revoke it, then remove it. Put a false positive into $allow with its fingerprint and the reason." >&2
  exit 1
fi
echo "secret-scan: none in $(git ls-files -co --exclude-standard | wc -l | tr -d ' ') files and $commits commits, by $((${#rules[@]} / 2)) rules"
