# Pub/Sub acts for us as its own agent in this project.
locals {
  pubsub_agent = "serviceAccount:service-${data.google_project.this.number}@gcp-sa-pubsub.iam.gserviceaccount.com"
}

# It signs push requests as the push account.
resource "google_service_account_iam_member" "push_tokens" {
  service_account_id = google_service_account.account["pubsub-push"].name
  role               = "roles/iam.serviceAccountTokenCreator"
  member             = local.pubsub_agent

  # The agent exists once the project has used Pub/Sub.
  depends_on = [google_pubsub_topic.topic]
}

# It forwards what could not be pushed...
resource "google_pubsub_topic_iam_member" "forward" {
  for_each = local.feeds

  topic  = google_pubsub_topic.topic[each.value.dead_letters.topic].name
  role   = "roles/pubsub.publisher"
  member = local.pubsub_agent
}

# ...and acknowledges it where it came from.
resource "google_pubsub_subscription_iam_member" "forward" {
  for_each = local.feeds

  subscription = google_pubsub_subscription.push[each.key].name
  role         = "roles/pubsub.subscriber"
  member       = local.pubsub_agent
}

# It writes dead letters into their tables.
resource "google_bigquery_table_iam_member" "export" {
  for_each = local.feeds

  dataset_id = google_bigquery_table.table[each.value.dead_letters.table].dataset_id
  table_id   = google_bigquery_table.table[each.value.dead_letters.table].table_id
  role       = "roles/bigquery.dataEditor"
  member     = local.pubsub_agent

  depends_on = [google_pubsub_topic.topic]
}
