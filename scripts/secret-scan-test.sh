#!/usr/bin/env bash
# Plants secrets of every kind in a temporary repository and expects secret-scan.sh to find each: in a file, in one not yet
# committed, and in history. None of them is real, and none appears here in the planted form.
# without -e: it counts what fails
set -uo pipefail
scan=$(cd "$(dirname "$0")" && pwd)/secret-scan.sh
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0 checks=0
git() { command git -c user.name=test -c user.email=test@example.com -c commit.gpgsign=false "$@"; }
fail() { echo "secret-scan-test: $1" >&2; sed 's/^/    /' "$work/out" >&2; failed=$((failed + 1)); }
scan() { checks=$((checks + 1)); "$scan" "$work/repo" >"$work/out" 2>&1; }
fresh() {
  rm -rf "$work/repo" && mkdir -p "$work/repo/scripts" && cd "$work/repo" || exit 2
  git init -q . && echo "# nothing secret here: token = config.Token; password: \${PASSWORD}" >readme.md && git add -A && git commit -qm first
}

random() { printf '%s' "q7Zt3Lw9Xb2Rk5Vn8Md1Hs6Pc4Jf0Gy7Ta3Ue9Wi2Qo5Ys8Dx1Fz6Kv4Nb6Bg3Ha7Lc" | cut -c"1-$1"; }
hex() { printf '%s' "3fa9c07be1d25486a7c9e0f1b2d3c4a5968778695a4b3c2d1e0f" | cut -c"1-$1"; }
planted=(
  private-key           "-----BEGIN RSA PRIV""ATE KEY-----"
  private-key           "-----BEGIN PRIV""ATE KEY-----"
  service-account-key   "\"private_""key_id\": \"$(hex 40)\","
  google-api-key        "key: AI""za$(random 35)"
  google-client-secret  "GOC""SPX-$(random 28)"
  google-refresh-token  "1/""/0$(random 50)"
  google-access-token   "ya""29.$(random 50)"
  github-token          "gh""p_$(random 36)"
  github-token          "github_""pat_$(random 60)"
  aws-access-key        "AK""IAQ7ZT3LW9XB2RK5VN"
  slack-token           "xo""xb-$(random 24)"
  npm-token             "np""m_$(random 36)"
  nuget-key             "oy""2$(random 43 | tr 'A-Z' 'a-z')"
  json-web-token        "ey""J$(random 20).ey""J$(random 30).$(random 40)"
  password-in-url       "postgres""://user:hunter""22@db.example.com/x"
  assigned-secret       "client_sec""ret = \"$(random 32)\""
  assigned-secret       "API_""KEY=$(random 24)"
)

fresh
scan || fail "a repository without a secret was refused"
for ((i = 0; i < ${#planted[@]}; i += 2)); do
  rule=${planted[i]} secret=${planted[i + 1]}
  fresh
  printf 'before\n%s\nafter\n' "$secret" >settings.txt
  scan && fail "$rule: not found in a file that is not committed"
  grep -q "^$rule  settings.txt (line 2)" "$work/out" || fail "$rule: not named by its file and line"
  grep -qF -e "$secret" "$work/out" && fail "$rule: the secret itself was printed"
  git add -A && git commit -qm planted && git rm -q settings.txt && git commit -qm removed
  scan && fail "$rule: not found in history"
  grep -q "^$rule  settings.txt (commit " "$work/out" || fail "$rule: not named by its commit"
done

# what the allow list names is allowed until it is gone
fresh
printf '%s\n' "AI""za$(random 35)" >settings.txt
scan
print=$(sed -n 's/^google-api-key .*fingerprint //p' "$work/out" | head -1)
echo "google-api-key $print a key made up for a test" >scripts/secret-scan.allow
scan || fail "an allowed secret was refused"
echo "google-api-key $print" >scripts/secret-scan.allow
scan && fail "an allow list without a reason was taken"
echo "google-api-key $print a key made up for a test" >scripts/secret-scan.allow
rm settings.txt
scan && fail "an allow list of what is gone was taken"

[ "$failed" = 0 ] || exit 1
echo "secret-scan: $checks checks of the scan itself pass"
