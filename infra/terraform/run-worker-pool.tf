# The always-on engine of each curated feed. It stands at zero instances, and costs nothing, until pmpctl up --engine worker.
resource "google_cloud_run_v2_worker_pool" "curation" {
  for_each = local.curated_feeds

  name                = each.value.curation.service
  location            = var.region
  launch_stage        = "BETA"
  deletion_protection = false

  scaling {
    manual_instance_count = 0
  }

  template {
    service_account = local.account_emails[each.value.curation.account]

    containers {
      image = "${local.images}/curation:${var.image_tag}"

      resources {
        limits = { cpu = "1", memory = "512Mi" }
      }

      env {
        name  = "GOOGLE_CLOUD_PROJECT"
        value = var.project_id
      }

      env {
        name  = "FEED_ID"
        value = each.key
      }

      env {
        name  = "ENGINE"
        value = "worker"
      }
    }
  }

  lifecycle {
    # Asking for BETA is right before and after Google calls worker pools generally available; it then answers GA.
    ignore_changes = [client, client_version, launch_stage, scaling]
  }

  depends_on = [google_project_service.api]
}
