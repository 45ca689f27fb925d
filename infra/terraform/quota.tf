# The stop that works at once: billing data, and so the budget, lag by hours.
resource "google_cloud_quotas_quota_preference" "daily_queries" {
  parent   = "projects/${var.project_id}"
  name     = "pmp-bigquery-queries-per-day"
  service  = "bigquery.googleapis.com"
  quota_id = "QueryUsagePerDay"

  # From 200 TiB: without this a decrease of more than a tenth is refused.
  ignore_safety_checks = "QUOTA_DECREASE_PERCENTAGE_TOO_HIGH"

  # The quota counts MiB.
  quota_config {
    preferred_value = tostring(var.daily_query_gib * 1024)
  }

  depends_on = [google_project_service.api]
}
