# Staging and temporary files of the Dataflow engine; its account, grants and APIs depend on the same switch.
resource "google_storage_bucket" "dataflow" {
  count = var.enable_dataflow ? 1 : 0

  name                        = "${var.project_id}-pmp-dataflow"
  location                    = var.region
  uniform_bucket_level_access = true
  public_access_prevention    = "enforced"
  force_destroy               = true

  # Deleted files are gone: keeping them a week more would be billed.
  soft_delete_policy {
    retention_duration_seconds = 0
  }

  lifecycle_rule {
    action {
      type = "Delete"
    }

    condition {
      age = 7
    }
  }

  depends_on = [google_project_service.api]
}

resource "google_storage_bucket_iam_member" "dataflow" {
  count = var.enable_dataflow ? 1 : 0

  bucket = google_storage_bucket.dataflow[0].name
  role   = "roles/storage.objectAdmin"
  member = "serviceAccount:${local.account_emails["pmp-dataflow"]}"
}
