#!/usr/bin/env bash
# Once a project: makes the bucket of Terraform's state and the image registry, and initializes infra/terraform:
#   make bootstrap PROJECT=your-project-id
# Terraform shows what it would create and asks; AUTO_APPROVE=1 doesn't ask. Running it again changes nothing.
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

terraform -chdir="$terraform_dir/bootstrap" init -input=false
terraform -chdir="$terraform_dir/bootstrap" apply ${AUTO_APPROVE:+-auto-approve} -var "project_id=$PROJECT" -var "region=$region"
bucket=$(terraform -chdir="$terraform_dir/bootstrap" output -raw state_bucket)
terraform -chdir="$terraform_dir" init -input=false -reconfigure -backend-config="bucket=$bucket"
echo "bootstrap: $PROJECT is ready. Next:  make deploy"
