# Custom roles, where the smallest predefined one allows more than the work needs.
locals {
  custom_roles = merge(
    {
      pmpTableAppender = {
        title       = "PMP table appender"
        description = "Appends rows to a table; cannot read, change or delete it."
        permissions = ["bigquery.tables.get", "bigquery.tables.updateData"]
      }
      pmpRegisterKeeper = {
        title       = "PMP register keeper"
        description = "Reads and patches a table's description, which holds the register of curation."
        permissions = ["bigquery.tables.get", "bigquery.tables.update"]
      }
    },
    local.has_budget ? {
      pmpPushSwitch = {
        title       = "PMP push switch"
        description = "Changes how a subscription delivers; cannot read its messages."
        permissions = ["pubsub.subscriptions.get", "pubsub.subscriptions.update"]
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
