locals {
  publishers = {
    "pmp-velib-collector"           = ["events"]
    "pmp-station-info-collector"    = ["station_info"]
    "pmp-station-info-dlq-replayer" = ["events", "station_info"]
  }

  # Those who pull. Pushed services need nothing here.
  subscribers = merge(
    {
      "pmp-velib-curated"             = [google_pubsub_subscription.curation.name]
      "pmp-station-info-dlq-replayer" = [for name in keys(local.push_paths) : google_pubsub_subscription.hold[name].name]
    },
    var.enable_dataflow ? { "pmp-dataflow" = [google_pubsub_subscription.curation.name] } : {},
  )
}

resource "google_pubsub_topic_iam_member" "publisher" {
  for_each = merge([
    for account, topics in local.publishers : { for topic in topics : "${account}/${topic}" => { account = account, topic = topic } }
  ]...)

  topic  = google_pubsub_topic.topic[each.value.topic].name
  role   = "roles/pubsub.publisher"
  member = "serviceAccount:${local.account_emails[each.value.account]}"
}

resource "google_pubsub_subscription_iam_member" "subscriber" {
  for_each = merge([
    for account, names in local.subscribers : { for name in names : "${account}/${name}" => { account = account, name = name } }
  ]...)

  subscription = each.value.name
  role         = "roles/pubsub.subscriber"
  member       = "serviceAccount:${local.account_emails[each.value.account]}"
}

# Dataflow reads the subscription's settings before it pulls.
resource "google_pubsub_subscription_iam_member" "dataflow_viewer" {
  count = var.enable_dataflow ? 1 : 0

  subscription = google_pubsub_subscription.curation.name
  role         = "roles/pubsub.viewer"
  member       = "serviceAccount:${local.account_emails["pmp-dataflow"]}"
}
