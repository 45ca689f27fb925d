variable "billing_account" {
  description = "Billing account of the project (XXXXXX-XXXXXX-XXXXXX). Without it there is no budget and no automatic stop."
  type        = string
  default     = null

  validation {
    condition     = var.billing_account == null || can(regex("^[0-9A-F]{6}-[0-9A-F]{6}-[0-9A-F]{6}$", var.billing_account))
    error_message = "A billing account is written XXXXXX-XXXXXX-XXXXXX; gcloud billing accounts list shows it."
  }
}

variable "monthly_budget" {
  description = "Monthly budget in whole units of the billing account's own currency: alerts at 50, 90 and 100%, and the stop at 100%."
  type        = number
  default     = 40

  validation {
    condition     = var.monthly_budget >= 1 && floor(var.monthly_budget) == var.monthly_budget
    error_message = "Give a whole number of at least 1."
  }
}

variable "daily_query_gib" {
  description = "GiB that all BigQuery queries of the project may scan in a day: the stop that works at once. 33 a day stay inside the free TiB a month."
  type        = number
  default     = 33

  validation {
    condition     = var.daily_query_gib >= 1 && floor(var.daily_query_gib) == var.daily_query_gib
    error_message = "Give a whole number of GiB, at least 1."
  }
}

variable "ops_retention_days" {
  description = "Days that dead letters are kept in their tables."
  type        = number
  default     = 90

  validation {
    condition     = var.ops_retention_days >= 8
    error_message = "Keep at least 8 days: the hold subscriptions keep 7."
  }
}

variable "storage_billing_model" {
  description = "PHYSICAL bills compressed bytes at twice the price, LOGICAL uncompressed ones; JSON compresses about ten to one."
  type        = string
  default     = "PHYSICAL"

  validation {
    condition     = contains(["PHYSICAL", "LOGICAL"], var.storage_billing_model)
    error_message = "The model is PHYSICAL or LOGICAL."
  }
}
