# Custom roles, where the smallest predefined one allows more than the work needs.
locals {
  custom_roles = merge(
    {
      pmpTableAppender = {
        title       = "PMP table appender"
        description = "Writes rows of a table; cannot read them or change its schema. BigQuery has no permission to append only."
        permissions = ["bigquery.tables.get", "bigquery.tables.updateData"]
      }
      pmpRegisterKeeper = {
        title       = "PMP register keeper"
        description = "Reads and patches a table's metadata, of which the description holds the register of curation."
        permissions = ["bigquery.tables.get", "bigquery.tables.update"]
      }
    },
    local.has_budget ? {
      pmpPushSwitch = {
        title       = "PMP push switch"
        description = "Changes how and where a subscription delivers; cannot pull, acknowledge, create or delete."
        permissions = ["pubsub.subscriptions.get", "pubsub.subscriptions.update"]
      }
      pmpPoolScaler = {
        title       = "PMP pool scaler"
        description = "Updates a worker pool; cannot create or delete one, nor touch services and jobs."
        permissions = ["run.workerpools.get", "run.workerpools.update"]
      }
      pmpPipelineStopper = {
        title       = "PMP pipeline stopper"
        description = "Pauses schedules and cancels Dataflow jobs; starts nothing."
        permissions = [
          "cloudscheduler.jobs.get", "cloudscheduler.jobs.list", "cloudscheduler.jobs.pause",
          "dataflow.jobs.cancel", "dataflow.jobs.get", "dataflow.jobs.list",
        ]
      }
    } : {},
  )

  # Known before the roles exist, for the keys of grants.
  custom_role_names = { for id in keys(local.custom_roles) : id => "projects/${var.project_id}/roles/${id}" }
}

resource "google_project_iam_custom_role" "role" {
  for_each = local.custom_roles

  role_id     = each.key
  title       = each.value.title
  description = each.value.description
  permissions = each.value.permissions

  depends_on = [google_project_service.api]
}
