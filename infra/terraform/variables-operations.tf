variable "alert_email" {
  description = "Address that alerts are mailed to; null creates the alert policies without a channel."
  type        = string
  default     = null

  validation {
    condition     = var.alert_email == null || can(regex("^[^@ ]+@[^@ ]+[.][^@ ]+$", var.alert_email))
    error_message = "Give an e-mail address."
  }
}

variable "log_retention_days" {
  description = "Days that warnings and errors are kept in the pipeline's own log bucket; 30 cost nothing."
  type        = number
  default     = 30

  validation {
    condition     = var.log_retention_days >= 1 && var.log_retention_days <= 3650
    error_message = "Give 1 to 3650 days."
  }
}

variable "protect_data" {
  description = "Refuses to delete tables and to empty datasets. Set false, and apply, before terraform destroy."
  type        = bool
  default     = true
}

variable "dead_letter_drills" {
  description = "Lets the writers fail messages that carry dlq_test=true, so that the dead-letter path can be rehearsed (DLQ_TEST_ENABLED)."
  type        = bool
  default     = false
}

variable "enable_replay" {
  description = "Lets the replay job republish dead letters (REPLAY_ENABLED); without it the job only reports what it would do."
  type        = bool
  default     = false
}
