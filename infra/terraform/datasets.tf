locals {
  datasets = {
    pmp_raw     = "Events as they were published, at least once."
    pmp_curated = "Station states and descriptions, one row per station and snapshot."
    pmp_ops     = "Dead letters and bookkeeping."
  }

  dataset_ids = merge(
    { for name, dataset in google_bigquery_dataset.dataset : name => dataset.dataset_id },
    { pmp_marts = google_bigquery_dataset.marts.dataset_id },
  )

  marts_reader_emails = {
    users  = [for member in var.marts_readers : split(":", member)[1] if !startswith(member, "group:")]
    groups = [for member in var.marts_readers : split(":", member)[1] if startswith(member, "group:")]
  }
}

# Access lists are complete: BigQuery's defaults would let every editor and viewer of the project in.
resource "google_bigquery_dataset" "dataset" {
  for_each = local.datasets

  dataset_id                 = each.key
  description                = each.value
  location                   = var.region
  storage_billing_model      = var.storage_billing_model
  max_time_travel_hours      = "48"
  delete_contents_on_destroy = !var.protect_data

  access {
    role          = "OWNER"
    special_group = "projectOwners"
  }

  # The marts may read the tables below them, so that their readers need not.
  access {
    dataset {
      target_types = ["VIEWS"]

      dataset {
        project_id = var.project_id
        dataset_id = google_bigquery_dataset.marts.dataset_id
      }
    }
  }

  depends_on = [google_project_service.api]
}

resource "google_bigquery_dataset" "marts" {
  dataset_id                 = "pmp_marts"
  description                = "What dashboards read."
  location                   = var.region
  storage_billing_model      = var.storage_billing_model
  max_time_travel_hours      = "48"
  delete_contents_on_destroy = !var.protect_data

  access {
    role          = "OWNER"
    special_group = "projectOwners"
  }

  dynamic "access" {
    for_each = concat(
      var.enable_dashboard ? [google_service_account.account["pmp-dashboard"].email] : [],
      local.marts_reader_emails.users,
    )

    content {
      role          = "READER"
      user_by_email = access.value
    }
  }

  dynamic "access" {
    for_each = local.marts_reader_emails.groups

    content {
      role           = "READER"
      group_by_email = access.value
    }
  }

  depends_on = [google_project_service.api]
}
