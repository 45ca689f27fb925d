# The budget's own notices. Google grants this when a person connects the topic in the console; here it is stated.
resource "google_pubsub_topic_iam_member" "budget_notices" {
  count = local.has_budget ? 1 : 0

  topic  = google_pubsub_topic.budget[0].name
  role   = "roles/pubsub.publisher"
  member = "serviceAccount:billing-budget-alert@system.gserviceaccount.com"
}

# A period is recorded only when everything is stopped, so the service checks before it stops and creates the record after it. It may
# neither change nor delete a record.
resource "google_storage_bucket_iam_member" "budget_stop_records" {
  for_each = toset(local.has_budget ? ["roles/storage.objectCreator", "roles/storage.objectViewer"] : [])

  bucket = google_storage_bucket.budget_stops[0].name
  role   = each.key
  member = "serviceAccount:${local.account_emails["pmp-budget-stop"]}"
}

# Setting the worker pool to zero is an update of the pool, and Google does not distinguish updates: see what that allows in
# docs/10-security-posture.md...
resource "google_cloud_run_v2_worker_pool_iam_member" "budget_stop" {
  for_each = { for id, feed in local.curated_feeds : id => feed if local.has_budget }

  name     = google_cloud_run_v2_worker_pool.curation[each.key].name
  location = var.region
  role     = local.custom_role_names["pmpPoolScaler"]
  member   = "serviceAccount:${local.account_emails["pmp-budget-stop"]}"

  depends_on = [google_project_iam_custom_role.role]
}

# ...and an account that updates a pool must be allowed to act as the account it runs as.
resource "google_service_account_iam_member" "budget_stop" {
  for_each = { for id, feed in local.curated_feeds : id => feed if local.has_budget }

  service_account_id = google_service_account.account[each.value.curation.account].name
  role               = "roles/iam.serviceAccountUser"
  member             = "serviceAccount:${local.account_emails["pmp-budget-stop"]}"
}

# ...and to read the image it runs: Cloud Run requires that of every update.
resource "google_artifact_registry_repository_iam_member" "budget_stop" {
  count = local.has_budget ? 1 : 0

  repository = "pmp"
  location   = var.region
  role       = "roles/artifactregistry.reader"
  member     = "serviceAccount:${local.account_emails["pmp-budget-stop"]}"
}

# Stopping the push engine is an update of its subscription.
resource "google_pubsub_subscription_iam_member" "budget_stop" {
  for_each = { for id, feed in local.curated_feeds : id => feed if local.has_budget }

  subscription = google_pubsub_subscription.curation[each.key].name
  role         = local.custom_role_names["pmpPushSwitch"]
  member       = "serviceAccount:${local.account_emails["pmp-budget-stop"]}"

  depends_on = [google_project_iam_custom_role.role]
}
