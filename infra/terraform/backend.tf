# The bucket is made by bootstrap/ and given at init:
#   terraform init -backend-config="bucket=$(terraform -chdir=bootstrap output -raw state_bucket)"
terraform {
  backend "gcs" {
    prefix = "pmp"
  }
}
