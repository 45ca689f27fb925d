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
