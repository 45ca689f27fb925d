locals {
  schemas_folder = "${path.module}/../bigquery/schemas"

  # "dataset.table" => the body of a BigQuery table resource
  tables = {
    for file in fileset(local.schemas_folder, "*.json") :
    trimsuffix(file, ".json") => jsondecode(file("${local.schemas_folder}/${file}"))
  }

  register = "pmp_ops.curation_register"

  day_ms = 24 * 60 * 60 * 1000

  retention_days = {
    for name, table in local.tables : name =>
    startswith(name, "pmp_ops.") ? var.ops_retention_days :
    name == "pmp_curated.velib_station_information" ? var.information_retention_days :
    var.status_retention_days
  }
}

resource "google_bigquery_table" "table" {
  for_each = { for name, table in local.tables : name => table if name != local.register }

  dataset_id          = local.dataset_ids[split(".", each.key)[0]]
  table_id            = split(".", each.key)[1]
  description         = each.value.description
  schema              = jsonencode(each.value.schema.fields)
  clustering          = try(each.value.clustering.fields, null)
  deletion_protection = var.protect_data

  dynamic "time_partitioning" {
    for_each = try([each.value.timePartitioning], [])

    content {
      type          = time_partitioning.value.type
      field         = time_partitioning.value.field
      expiration_ms = try(local.retention_days[each.key] * local.day_ms, null)
    }
  }
}

resource "google_bigquery_table" "register" {
  dataset_id          = local.dataset_ids[split(".", local.register)[0]]
  table_id            = split(".", local.register)[1]
  description         = local.tables[local.register].description
  schema              = jsonencode(local.tables[local.register].schema.fields)
  deletion_protection = var.protect_data

  lifecycle {
    # The description is the register: curation changes it at every take-over.
    ignore_changes = [description]
  }
}
