provider "google" {
  project = var.project_id
  region  = var.region

  # Budgets and quotas are charged to a project: with a person's credentials it must be named, or the calls fail.
  billing_project       = var.project_id
  user_project_override = true

  default_labels = {
    app = "paris-mobility-pulse"
  }
}

data "google_project" "this" {
  project_id = var.project_id
}
