locals {
  schemas_folder = "${path.module}/../bigquery/schemas"

  # "dataset.table" => the body of a BigQuery table resource
  tables = {
    for file in fileset(local.schemas_folder, "*.json") :
    trimsuffix(file, ".json") => jsondecode(file("${local.schemas_folder}/${file}"))
  }

  registers = toset([for feed in local.known_feeds : feed.curation.register if can(feed.curation)])

  day_ms = 24 * 60 * 60 * 1000

  # Of the raw and the curated tables; the tables of feeds that are off exist and are empty.
  feed_table_days = merge([
    for id, feed in local.known_feeds : {
      for table in distinct([feed.writer.table, try(feed.curation.table, feed.writer.table)]) :
      table => contains(keys(var.feed_retention_days), id) ? var.feed_retention_days[id] : feed.retention_days
    }
  ]...)

  # Those of the marts say it themselves: they outlive the rows that they are made of.
  retention_ms = {
    for name, table in local.tables : name => (
      startswith(name, "pmp_marts.") ? try(tonumber(table.timePartitioning.expirationMs), null)
      : try((startswith(name, "pmp_ops.") ? var.ops_retention_days : local.feed_table_days[name]) * local.day_ms, null)
    )
  }
}

resource "google_bigquery_table" "table" {
  for_each = { for name, table in local.tables : name => table if !contains(local.registers, name) }

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
      expiration_ms = local.retention_ms[each.key]
    }
  }
}

resource "google_bigquery_table" "register" {
  for_each = local.registers

  dataset_id          = local.dataset_ids[split(".", each.key)[0]]
  table_id            = split(".", each.key)[1]
  description         = local.tables[each.key].description
  schema              = jsonencode(local.tables[each.key].schema.fields)
  deletion_protection = var.protect_data

  lifecycle {
    # The description is the register: curation changes it at every take-over.
    ignore_changes = [description]
  }
}
