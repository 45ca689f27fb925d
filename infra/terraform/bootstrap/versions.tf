# What must exist before everything else: the bucket that keeps the state, and the registry that images are pushed to.
# Its own state is a local file; docs/03-terraform.md says how to restore it if it is lost.
terraform {
  required_version = ">= 1.9"

  required_providers {
    google = {
      source  = "hashicorp/google"
      version = "6.50.0"
    }
  }
}

provider "google" {
  project = var.project_id
  region  = var.region

  default_labels = {
    app = "paris-mobility-pulse"
  }
}
