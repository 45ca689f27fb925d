resource "google_artifact_registry_repository" "images" {
  repository_id = "pmp"
  location      = var.region
  format        = "DOCKER"
  description   = "Images of Paris Mobility Pulse."

  docker_config {
    # A tag is a commit: it never means another image later.
    immutable_tags = true
  }

  # Half a GiB is free: the last five of each image stay for going back, the rest may go after 30 days.
  cleanup_policies {
    id     = "keep-recent"
    action = "KEEP"

    most_recent_versions {
      keep_count = 5
    }
  }

  cleanup_policies {
    id     = "delete-old"
    action = "DELETE"

    condition {
      tag_state  = "ANY"
      older_than = "2592000s"
    }
  }

  depends_on = [google_project_service.api]
}
