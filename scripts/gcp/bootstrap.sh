#!/usr/bin/env bash
# Once per project: creates the bucket of Terraform's state and the image registry, and initializes infra/terraform:
#   make bootstrap PROJECT=your-project-id
# Terraform shows what it would create and asks; AUTO_APPROVE=1 doesn't ask. Running it again changes nothing, on another
# machine too: existing resources are imported.
set -euo pipefail
source "$(dirname "$0")/settings.sh" "make bootstrap" terraform gcloud
require_credentials

if [ ! -f "$tfvars" ]; then
  sed "s/^project_id = .*/project_id = \"$PROJECT\"/" "$tfvars.example" >"$tfvars"
  echo "bootstrap: wrote infra/terraform/terraform.tfvars; look through its settings before make deploy"
fi

# what Terraform itself needs to enable the others
echo "bootstrap: enabling Service Usage and Resource Manager in $PROJECT"
gcloud services enable serviceusage.googleapis.com cloudresourcemanager.googleapis.com --project "$PROJECT" --quiet

variables=(-var "project_id=$PROJECT" -var "region=$region")
terraform -chdir="$terraform_dir/bootstrap" init -input=false

# Its state is a file on the machine that created it. adopt ADDRESS ID COMMAND...: imports what the command finds.
# (--quiet: gcloud would ask whether to enable an API, and nobody sees the question)
known=$(terraform -chdir="$terraform_dir/bootstrap" state list 2>/dev/null || true)
adopt() {
  if grep -qxF "$1" <<<"$known" || ! "${@:3}" >/dev/null 2>&1; then return; fi
  echo "bootstrap: $2 exists already: importing it"
  terraform -chdir="$terraform_dir/bootstrap" import -input=false "${variables[@]}" "$1" "$2"
}
adopt google_storage_bucket.state "$PROJECT-pmp-terraform" \
  gcloud storage buckets describe "gs://$PROJECT-pmp-terraform" --project "$PROJECT" --quiet
adopt google_artifact_registry_repository.images "projects/$PROJECT/locations/$region/repositories/pmp" \
  gcloud artifacts repositories describe pmp --location "$region" --project "$PROJECT" --quiet

terraform -chdir="$terraform_dir/bootstrap" apply ${AUTO_APPROVE:+-auto-approve} "${variables[@]}"
bucket=$(terraform -chdir="$terraform_dir/bootstrap" output -raw state_bucket)
terraform -chdir="$terraform_dir" init -input=false -reconfigure -backend-config="bucket=$bucket"
echo "bootstrap: $PROJECT is ready. Next:  make deploy"
