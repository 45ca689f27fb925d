output "state_bucket" {
  description = "Bucket of the main configuration's state."
  value       = google_storage_bucket.state.name
}

output "images" {
  description = "Where images are pushed to."
  value       = "${var.region}-docker.pkg.dev/${var.project_id}/${google_artifact_registry_repository.images.repository_id}"
}
