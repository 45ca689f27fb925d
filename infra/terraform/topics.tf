locals {
  topics = {
    events                    = "pmp-events"
    station_info              = "pmp-velib-station-info"
    events_dead_letters       = "pmp-events-push-dlq"
    station_info_dead_letters = "pmp-velib-station-info-push-dlq"
  }
}

resource "google_pubsub_topic" "topic" {
  for_each = local.topics

  name = each.value

  depends_on = [google_project_service.api]
}
