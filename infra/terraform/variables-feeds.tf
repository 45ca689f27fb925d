variable "status_feed_url" {
  description = "GBFS station_status feed that is polled every minute."
  type        = string
  default     = "https://velib-metropole-opendata.smovengo.cloud/opendata/Velib_Metropole/station_status.json"

  validation {
    condition     = startswith(var.status_feed_url, "https://")
    error_message = "The feed's address starts with https://."
  }
}

variable "information_feed_url" {
  description = "GBFS station_information feed that is polled once a day."
  type        = string
  default     = "https://velib-metropole-opendata.smovengo.cloud/opendata/Velib_Metropole/station_information.json"

  validation {
    condition     = startswith(var.information_feed_url, "https://")
    error_message = "The feed's address starts with https://."
  }
}

variable "status_schedule" {
  description = "When the status feed is polled, as unix-cron; a minute is the least Cloud Scheduler has."
  type        = string
  default     = "* * * * *"

  validation {
    condition     = length(split(" ", var.status_schedule)) == 5
    error_message = "A schedule has five fields separated by one space, such as */5 * * * *."
  }
}
