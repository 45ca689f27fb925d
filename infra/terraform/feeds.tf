# All names of a feed's resources are in its file in ../feeds, and none is here.
locals {
  feeds_folder = "${path.module}/../feeds"

  # "system.kind" => the contents of its file
  known_feeds = {
    for file in fileset(local.feeds_folder, "*.json") :
    trimsuffix(file, ".json") => jsondecode(file("${local.feeds_folder}/${file}"))
  }

  enabled_feeds = var.feeds == null ? [for id, feed in local.known_feeds : id if feed.enabled_by_default] : var.feeds

  feeds = {
    for id, feed in local.known_feeds : id => merge(feed, {
      address = lookup(var.feed_addresses, id, feed.address)
      cron    = lookup(var.feed_schedules, id, feed.schedule.cron)
    }) if contains(local.enabled_feeds, id)
  }

  # Of the programs that replay or stop several feeds.
  feeds_setting = var.feeds == null ? {} : { FEEDS = join(",", var.feeds) }

  # Those whose events a curation service turns into rows; of the others the writer's rows are the curated ones.
  curated_feeds = { for id, feed in local.feeds : id => feed if can(feed.curation) }

  # Those whose curation can also run on Dataflow.
  dataflow_feeds = { for id, feed in local.curated_feeds : id => feed if var.enable_dataflow && can(feed.curation.dataflow) }
}
