# Started by an operator: gcloud run jobs execute, or pmpctl replay. Without enable_replay it only reports.
resource "google_cloud_run_v2_job" "replay" {
  name                = "pmp-station-info-dlq-replayer"
  location            = var.region
  deletion_protection = false

  template {
    template {
      service_account = local.account_emails["pmp-station-info-dlq-replayer"]
      timeout         = "3600s"
      max_retries     = 0

      containers {
        image = "${local.images}/pmpctl:${var.image_tag}"
        args  = ["replay"]

        resources {
          limits = { cpu = "1", memory = "512Mi" }
        }

        dynamic "env" {
          for_each = merge(local.feeds_setting, {
            PMP_TARGET           = "gcp"
            GOOGLE_CLOUD_PROJECT = var.project_id
            REPLAY_ENABLED       = tostring(var.enable_replay)
            DRY_RUN              = tostring(!var.enable_replay)
            MAX_MESSAGES         = "100"
            QPS                  = "5"
          })

          content {
            name  = env.key
            value = env.value
          }
        }
      }
    }
  }

  lifecycle {
    ignore_changes = [client, client_version]
  }

  depends_on = [google_project_service.api]
}
