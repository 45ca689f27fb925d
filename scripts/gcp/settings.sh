#!/usr/bin/env bash
# Read by the scripts beside it:  source settings.sh "what is run" TOOL...
# Checks that the tools are here, and takes project and regions from PROJECT=..., GOOGLE_CLOUD_PROJECT or terraform.tfvars.
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
terraform_dir="$root/infra/terraform"
tfvars="$terraform_dir/terraform.tfvars"
what=$1
shift

fail() { echo "$what: $1" >&2; exit 2; }

# Names all missing tools at once, with where to get them.
missing=0
for tool in "$@"; do
  command -v "$tool" >/dev/null 2>&1 && continue
  case "$tool" in
    terraform) from="Terraform 1.9 or later: https://developer.hashicorp.com/terraform/install" ;;
    gcloud) from="the Google Cloud CLI: https://cloud.google.com/sdk/docs/install" ;;
    docker) from="Docker: https://docs.docker.com/engine/install/" ;;
    dotnet) from="the .NET 10 SDK: https://dotnet.microsoft.com/download/dotnet/10.0" ;;
    *) from="$tool" ;;
  esac
  echo "$what: '$tool' is not on the PATH. Install $from" >&2
  missing=1
done
[ "$missing" = 0 ] || exit 2

# the value of a plain variable of terraform.tfvars
tfvar() { { sed -n "s/^[[:space:]]*$1[[:space:]]*=[[:space:]]*\"\([^\"]*\)\".*/\1/p" "$tfvars" 2>/dev/null || true; } | tail -1; }

# the ids in the list `feeds` of terraform.tfvars, separated by commas
tfvar_feeds() {
  local text feeds=
  text=$(sed 's/#.*//' "$tfvars" 2>/dev/null || true)
  text=${text//[[:space:]\"]/}
  [[ $text =~ feeds=\[([^]]*)\] ]] && feeds=${BASH_REMATCH[1]}
  echo "${feeds%,}"
}

PROJECT=${PROJECT:-$(tfvar project_id)}
PROJECT=${PROJECT:-${GOOGLE_CLOUD_PROJECT:-}}
[ -n "$PROJECT" ] && [ "$PROJECT" != my-project ] || fail "which project? Run:  PROJECT=your-project-id $what"
[[ $PROJECT =~ ^[a-z][a-z0-9-]{4,28}[a-z0-9]$ ]] || fail "PROJECT is '$PROJECT': a project id has 6 to 30 lower-case letters, digits and hyphens, and starts with a letter."
if [ -n "$(tfvar project_id)" ] && [ "$(tfvar project_id)" != "$PROJECT" ]; then
  fail "PROJECT is '$PROJECT', but infra/terraform/terraform.tfvars says '$(tfvar project_id)': change one of them."
fi
region=$(tfvar region)
region=${region:-europe-west9}
scheduler_region=$(tfvar scheduler_region)
scheduler_region=${scheduler_region:-europe-west1}

# gcloud, and docker through it, use its own login; Terraform and pmpctl use Application Default Credentials.
require_credentials() {
  { gcloud auth print-access-token && gcloud auth application-default print-access-token; } >/dev/null 2>&1 \
    || fail "gcloud has no login, or there are no Application Default Credentials, or they have expired. For both, run:  gcloud auth login --update-adc"
}
