#!/usr/bin/env bash
# Builds the images of this commit, pushes them and applies infra/terraform:
#   make deploy
# Terraform shows its plan and asks; AUTO_APPROVE=1 doesn't ask. IMAGE_TAG=... deploys images that were pushed before, or
# names those of a tree with uncommitted changes.
set -euo pipefail
source "$(dirname "$0")/settings.sh" "make deploy" terraform gcloud docker git
require_credentials
cd "$root"

tag=${IMAGE_TAG:-$(git rev-parse --short=12 HEAD)}
# (terraform init writes lock files, which are in no image)
if [ -z "${IMAGE_TAG:-}" ] && [ -n "$(git status --porcelain -- . ':(exclude,glob)**/.terraform.lock.hcl')" ]; then
  fail "there are uncommitted changes, and images are named by their commit: commit them, or name the images with IMAGE_TAG=..."
fi

prefix=$(terraform -chdir="$terraform_dir/bootstrap" output -raw images 2>/dev/null) || prefix=
[ -n "$prefix" ] || fail "the image registry is unknown here. Run:  make bootstrap"

images=(collector writer curation budget-stop pmpctl)
grep -qE '^[[:space:]]*enable_dashboard[[:space:]]*=[[:space:]]*true' "$tfvars" 2>/dev/null && images+=(dashboard)

# tags are immutable: existing images are those that this commit built
new=()
for image in "${images[@]}"; do
  gcloud artifacts docker images describe "$prefix/$image:$tag" --project "$PROJECT" >/dev/null 2>&1 || new+=("$image")
done
if [ "${#new[@]}" -gt 0 ]; then
  echo "deploy: building and pushing ${new[*]} as $tag"
  IMAGE_PREFIX=$prefix IMAGE_TAG=$tag scripts/images.sh "${new[@]}"
  gcloud auth configure-docker "${prefix%%/*}" --quiet
  for image in "${new[@]}"; do
    docker push --quiet "$prefix/$image:$tag"
  done
else
  echo "deploy: the images of $tag are in the registry already"
fi

terraform -chdir="$terraform_dir" apply ${AUTO_APPROVE:+-auto-approve} -var "image_tag=$tag"
echo "deploy: $tag is deployed. What ran before runs on; if nothing runs yet:  make demo-up"
