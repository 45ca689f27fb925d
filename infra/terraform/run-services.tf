resource "google_cloud_run_v2_service" "service" {
  for_each = local.services

  name                = each.key
  location            = var.region
  deletion_protection = false

  # Scheduler and Pub/Sub of this project count as internal. Only the dashboard is for browsers.
  ingress          = each.value.caller == null ? "INGRESS_TRAFFIC_ALL" : "INGRESS_TRAFFIC_INTERNAL_ONLY"
  custom_audiences = [local.service_urls[each.key]]

  template {
    service_account                  = local.account_emails[each.value.account]
    max_instance_request_concurrency = each.value.concurrency
    timeout                          = each.value.timeout

    scaling {
      min_instance_count = 0
      max_instance_count = each.value.max_instances
    }

    containers {
      image = "${local.images}/${each.value.image}:${var.image_tag}"

      resources {
        limits            = { cpu = "1", memory = each.value.memory }
        cpu_idle          = true
        startup_cpu_boost = true
      }

      startup_probe {
        period_seconds    = 1
        failure_threshold = 30

        http_get {
          path = "/healthz"
        }
      }

      dynamic "env" {
        for_each = merge(
          { GOOGLE_CLOUD_PROJECT = var.project_id },
          each.value.caller == null ? {} : {
            OIDC_AUDIENCE = local.service_urls[each.key]
            OIDC_EMAIL    = local.account_emails[each.value.caller]
          },
          each.value.caller == null || var.oidc_signature == "verify" ? {} : { OIDC_SIGNATURE = var.oidc_signature },
          each.value.settings,
        )

        content {
          name  = env.key
          value = env.value
        }
      }
    }
  }

  lifecycle {
    # Deploying by hand changes the first two; instance counts belong to the operator.
    ignore_changes = [client, client_version, scaling, template[0].scaling]
  }

  depends_on = [google_project_service.api]
}
