variable "project_id" {
  description = "Google Cloud project that everything is created in."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{4,28}[a-z0-9]$", var.project_id))
    error_message = "A project id has 6 to 30 lower-case letters, digits and hyphens, and starts with a letter."
  }
}

variable "region" {
  description = "Region of services, messages and tables. BigQuery tables cannot move later."
  type        = string
  default     = "europe-west9"

  validation {
    condition     = can(regex("^[a-z]+-[a-z]+[0-9]+$", var.region))
    error_message = "Give a region such as europe-west9, not a zone and not a multi-region."
  }
}

variable "scheduler_region" {
  description = "Region of Cloud Scheduler, which europe-west9 does not have."
  type        = string
  default     = "europe-west1"

  validation {
    condition     = can(regex("^[a-z]+-[a-z]+[0-9]+$", var.scheduler_region)) && var.scheduler_region != "europe-west9"
    error_message = "Give a region that has Cloud Scheduler, such as europe-west1."
  }
}

variable "image_tag" {
  description = "Tag of the container images to run; make deploy passes the commit it built."
  type        = string

  validation {
    condition     = can(regex("^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$", var.image_tag)) && var.image_tag != "latest"
    error_message = "Give a tag that names one build, such as a commit: latest would hide what runs."
  }
}

variable "curation_engine" {
  description = "Engine of curation that make demo-up starts: push (scales to zero), worker (always on) or dataflow. ENGINE=... starts another."
  type        = string
  default     = "push"

  validation {
    condition     = contains(["push", "worker", "dataflow"], var.curation_engine)
    error_message = "The engine is push, worker or dataflow."
  }

  validation {
    condition     = var.curation_engine != "dataflow" || var.enable_dataflow
    error_message = "The dataflow engine needs enable_dataflow = true."
  }
}

variable "enable_dataflow" {
  description = "Creates what the Dataflow engine needs: its service account and its bucket."
  type        = bool
  default     = false
}

variable "oidc_signature" {
  description = "Who verifies the signatures of callers' tokens: verify (each service) or platform (Cloud Run, which may replace them). A service that refuses every caller with signature_removed needs platform."
  type        = string
  default     = "verify"

  validation {
    condition     = contains(["verify", "platform"], var.oidc_signature)
    error_message = "Give verify or platform."
  }
}

variable "enable_dashboard" {
  description = "Runs the dashboard's web page on Cloud Run; its image must have been pushed."
  type        = bool
  default     = false
}

variable "dashboard_refresh_seconds" {
  description = "How often an open dashboard asks BigQuery, in seconds. At 300 a page that is open all day uses up the daily query quota."
  type        = number
  default     = 900

  validation {
    condition     = var.dashboard_refresh_seconds >= 60 && var.dashboard_refresh_seconds <= 86400
    error_message = "Give 60 to 86400 seconds."
  }
}

variable "dashboard_viewers" {
  description = "Who may open the dashboard, as IAM members; [\"allUsers\"] makes it public."
  type        = list(string)
  default     = []

  validation {
    condition     = alltrue([for member in var.dashboard_viewers : can(regex("^(allUsers$|allAuthenticatedUsers$|(user|group|domain|serviceAccount):.+)", member))])
    error_message = "Give IAM members such as user:ada@example.com, group:team@example.com or allUsers."
  }
}

variable "marts_readers" {
  description = "People and groups who may query the marts (Looker Studio with their own credentials), as user:, group: or serviceAccount: members."
  type        = list(string)
  default     = []

  validation {
    condition     = alltrue([for member in var.marts_readers : can(regex("^(user|group|serviceAccount):.+@.+$", member))])
    error_message = "Give members such as user:ada@example.com or group:team@example.com."
  }
}
