variable "project_id" {
  description = "Google Cloud project that everything is created in."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{4,28}[a-z0-9]$", var.project_id))
    error_message = "A project id has 6 to 30 lower-case letters, digits and hyphens, and starts with a letter."
  }
}

variable "region" {
  description = "Region of the state bucket and of the image registry: the one of the services."
  type        = string
  default     = "europe-west9"

  validation {
    condition     = can(regex("^[a-z]+-[a-z]+[0-9]+$", var.region))
    error_message = "Give a region such as europe-west9, not a zone and not a multi-region."
  }
}
