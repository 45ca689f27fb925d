resource "google_pubsub_topic" "topic" {
  for_each = toset(flatten([for feed in local.feeds : [feed.topic, feed.dead_letters.topic]]))

  name = each.key

  depends_on = [google_project_service.api]
}
