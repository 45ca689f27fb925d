# Warnings and errors of the pipeline, in a separate bucket: small, and kept as long as wanted.
resource "google_logging_project_bucket_config" "pipeline" {
  project        = var.project_id
  location       = var.region
  bucket_id      = "pmp-pipeline"
  retention_days = var.log_retention_days

  depends_on = [google_project_service.api]
}

resource "google_logging_project_sink" "pipeline" {
  name                   = "pmp-pipeline"
  destination            = "logging.googleapis.com/${google_logging_project_bucket_config.pipeline.id}"
  filter                 = "severity>=WARNING AND (resource.labels.service_name:\"pmp-\" OR resource.labels.job_name:\"pmp-\" OR resource.labels.worker_pool_name:\"pmp-\" OR resource.type=\"cloud_scheduler_job\")"
  unique_writer_identity = true
}

# Cloud Run logs each request in addition to the service's own logs: successful requests are the bulk of all logs.
resource "google_logging_project_exclusion" "requests" {
  name        = "pmp-requests-that-went-well"
  description = "Request logs of our services with a status below 400."
  filter      = "log_id(\"run.googleapis.com/requests\") AND resource.labels.service_name:\"pmp-\" AND httpRequest.status<400"

  depends_on = [google_project_service.api]
}
