variable "feeds" {
  description = "Ids of the feeds that run (their files are in infra/feeds); null runs those whose files say enabled_by_default."
  type        = list(string)
  default     = null

  validation {
    condition     = var.feeds == null || try(length(var.feeds) > 0 && alltrue([for id in var.feeds : contains(keys(local.known_feeds), id)]), false)
    error_message = "Name at least one feed, each as its file in infra/feeds is named, such as velib.station_status."
  }
}

variable "feed_addresses" {
  description = "Addresses to poll in place of those that the feeds' files name, by feed id."
  type        = map(string)
  default     = {}

  validation {
    condition     = alltrue([for id, address in var.feed_addresses : contains(keys(local.known_feeds), id) && startswith(address, "https://")])
    error_message = "Give addresses that start with https://, by feed ids such as velib.station_status."
  }
}

variable "feed_schedules" {
  description = "When feeds are polled in place of what their files say, by feed id, as unix-cron; a minute is the least Cloud Scheduler has."
  type        = map(string)
  default     = {}

  validation {
    condition     = alltrue([for id, cron in var.feed_schedules : contains(keys(local.known_feeds), id) && length(split(" ", cron)) == 5])
    error_message = "A schedule has five fields separated by one space, such as */5 * * * *, and stands by a feed id such as velib.station_status."
  }
}

variable "feed_retention_days" {
  description = "Days that raw and curated rows are kept in place of what the feeds' files say, by feed id; null keeps them forever."
  type        = map(number)
  default     = {}

  # Curation looks two days back for snapshots it has already written; descriptions are collected once a day.
  validation {
    condition = alltrue([
      for id, days in var.feed_retention_days :
      contains(keys(local.known_feeds), id) && (days == null || try(days >= (can(local.known_feeds[id].curation) ? 3 : 31), false))
    ])
    error_message = "Keep rows of a curated feed at least 3 days and descriptions at least 31, by feed ids such as velib.station_status."
  }
}
