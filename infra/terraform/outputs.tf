output "service_urls" {
  description = "Address of each service; all but the dashboard answer only their one caller."
  value       = local.service_urls
}

output "curation_push_endpoints" {
  description = "What the push engine sets as push endpoint of each curated feed's subscription."
  value       = { for feed in local.curated_feeds : feed.curation.subscription => "${local.service_urls[feed.curation.service]}/pubsub" }
}

output "push_account" {
  description = "Account that Pub/Sub pushes as."
  value       = local.account_emails["pubsub-push"]
}

output "images" {
  description = "Where images are pushed to."
  value       = local.images
}

output "dataflow" {
  description = "Account and bucket of the Dataflow engine; null without enable_dataflow."
  value = var.enable_dataflow ? {
    account = local.account_emails["pmp-dataflow"]
    bucket  = "gs://${google_storage_bucket.dataflow[0].name}"
  } : null
}

output "next_steps" {
  description = "What to type now."
  value       = <<-EOT
    make demo-up                   starts it, if it does not run yet
    scripts/gcp/pmpctl.sh status   shows it
    make demo-down                 stops it
  EOT
}

output "looker_studio_link" {
  description = "Opens a new Looker Studio report over the marts (docs/08); creates nothing until it is saved."
  value = join("&", concat(
    ["https://lookerstudio.google.com/reporting/create?c.mode=edit", "r.reportName=Paris%20Mobility%20Pulse"],
    flatten([
      for number, mart in [
        "velib_latest_state_enriched", "velib_totals_hourly_paris", "velib_station_usual", "velib_city_usual",
        "velib_area_latest", "velib_area_hourly", "velib_station_health", "velib_data_quality_daily",
        ] : [
        "ds.ds${number}.connector=bigQuery",
        "ds.ds${number}.datasourceName=${mart}",
        "ds.ds${number}.type=TABLE",
        "ds.ds${number}.projectId=${var.project_id}",
        "ds.ds${number}.datasetId=pmp_marts",
        "ds.ds${number}.tableId=${mart}",
      ]
    ]),
  ))
}
