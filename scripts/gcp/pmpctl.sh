#!/usr/bin/env bash
# pmpctl on the project that infra/terraform/terraform.tfvars or PROJECT=... names:  scripts/gcp/pmpctl.sh status
set -euo pipefail
source "$(dirname "$0")/settings.sh" "scripts/gcp/pmpctl.sh${1:+ $1}" dotnet
# the engine that terraform.tfvars chose, where the command line chooses none
engine=$(tfvar curation_engine)
if [ "${1:-}" = up ] && [ -n "$engine" ] && [[ " $*" != *" --engine"* ]]; then set -- "$@" --engine "$engine"; fi
# and the feeds, where the environment names none
export FEEDS=${FEEDS:-$(tfvar_feeds)}
# some APIs refuse a person's credentials that name no project to charge; a login alone need not name one
export GOOGLE_CLOUD_QUOTA_PROJECT=${GOOGLE_CLOUD_QUOTA_PROJECT:-$PROJECT}
export GOOGLE_CLOUD_PROJECT=$PROJECT RUN_REGION=$region SCHEDULER_REGION=$scheduler_region
exec "$root/scripts/pmpctl.sh" "$@" --target gcp
