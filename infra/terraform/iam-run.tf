resource "google_cloud_run_v2_service_iam_member" "caller" {
  for_each = { for name, service in local.services : name => service.caller if service.caller != null }

  name     = google_cloud_run_v2_service.service[each.key].name
  location = var.region
  role     = "roles/run.invoker"
  member   = "serviceAccount:${local.account_emails[each.value]}"
}

resource "google_cloud_run_v2_service_iam_member" "dashboard_viewer" {
  for_each = toset(var.enable_dashboard ? var.dashboard_viewers : [])

  name     = google_cloud_run_v2_service.service["pmp-dashboard"].name
  location = var.region
  role     = "roles/run.invoker"
  member   = each.key
}
