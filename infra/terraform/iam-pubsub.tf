locals {
  publishers = merge(
    { for feed in local.feeds : feed.collector.account => [feed.topic] },
    { "pmp-station-info-dlq-replayer" = [for feed in local.feeds : feed.topic] },
  )

  # Those who pull. Pushed services need nothing here.
  subscribers = merge(
    { for id, feed in local.curated_feeds : feed.curation.account => [google_pubsub_subscription.curation[id].name] },
    { "pmp-station-info-dlq-replayer" = [for id in keys(local.feeds) : google_pubsub_subscription.hold[id].name] },
    var.enable_dataflow ? { "pmp-dataflow" = [for id in keys(local.dataflow_feeds) : google_pubsub_subscription.curation[id].name] } : {},
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
  for_each = local.dataflow_feeds

  subscription = google_pubsub_subscription.curation[each.key].name
  role         = "roles/pubsub.viewer"
  member       = "serviceAccount:${local.account_emails["pmp-dataflow"]}"
}
