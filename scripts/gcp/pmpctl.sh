#!/usr/bin/env bash
# pmpctl on the project that infra/terraform/terraform.tfvars or PROJECT=... names:  gcp/pmpctl.sh up
set -euo pipefail
source "$(dirname "$0")/settings.sh" "make demo-${1:-up}" dotnet
export GOOGLE_CLOUD_PROJECT=$PROJECT RUN_REGION=$region SCHEDULER_REGION=$scheduler_region
exec "$root/scripts/pmpctl.sh" "$@" --target gcp
