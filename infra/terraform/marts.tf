locals {
  marts_folder = "${path.module}/../bigquery/marts"

  marts = {
    for file in fileset(local.marts_folder, "*.sql") :
    trimsuffix(file, ".sql") => file("${local.marts_folder}/${file}")
  }

  # The comment that heads a mart's file says what it is.
  mart_descriptions = {
    for name, query in local.marts : name => join(" ", [
      for line in split("\n", trimspace(try(regex("^(?:--[^\n]*\n)+", query), ""))) : trimspace(trimprefix(line, "--"))
    ])
  }

  # A view can be created only after those it reads. Materialized views read only tables; the others are created in steps.
  mart_reads = {
    for name, query in local.marts : name => [
      for other in keys(local.marts) : other if length(regexall("\\bpmp_marts\\.${other}\\b", query)) > 0
    ]
  }

  materialized = [for name in keys(local.marts) : name if endswith(name, "_mv")]

  views_1 = [
    for name, reads in local.mart_reads : name
    if !contains(local.materialized, name) && length(setsubtract(reads, local.materialized)) == 0
  ]
  views_2 = [
    for name, reads in local.mart_reads : name
    if !contains(concat(local.materialized, local.views_1), name)
    && length(setsubtract(reads, concat(local.materialized, local.views_1))) == 0
  ]
  views_3 = [
    for name, reads in local.mart_reads : name
    if !contains(concat(local.materialized, local.views_1, local.views_2), name)
    && length(setsubtract(reads, concat(local.materialized, local.views_1, local.views_2))) == 0
  ]
  views_4 = [
    for name, reads in local.mart_reads : name
    if !contains(concat(local.materialized, local.views_1, local.views_2, local.views_3), name)
    && length(setsubtract(reads, concat(local.materialized, local.views_1, local.views_2, local.views_3))) == 0
  ]
  views_left = setsubtract(
    keys(local.marts), concat(local.materialized, local.views_1, local.views_2, local.views_3, local.views_4)
  )
}

# Its query cannot be changed in place: a changed one is replaced, and refilled from the base table.
resource "google_bigquery_table" "materialized" {
  for_each = toset(local.materialized)

  dataset_id          = google_bigquery_dataset.marts.dataset_id
  table_id            = each.key
  description         = local.mart_descriptions[each.key]
  deletion_protection = false

  materialized_view {
    query               = local.marts[each.key]
    enable_refresh      = true
    refresh_interval_ms = 30 * 60 * 1000
  }

  # Like the base table: an unpartitioned one would be discarded whenever a partition of the base expires.
  time_partitioning {
    type  = "DAY"
    field = "ingest_day"
  }

  depends_on = [google_bigquery_table.table]
}

resource "google_bigquery_table" "view_1" {
  for_each = toset(local.views_1)

  dataset_id          = google_bigquery_dataset.marts.dataset_id
  table_id            = each.key
  description         = local.mart_descriptions[each.key]
  deletion_protection = false

  view {
    query          = local.marts[each.key]
    use_legacy_sql = false
  }

  depends_on = [google_bigquery_table.table, google_bigquery_table.materialized]
}

resource "google_bigquery_table" "view_2" {
  for_each = toset(local.views_2)

  dataset_id          = google_bigquery_dataset.marts.dataset_id
  table_id            = each.key
  description         = local.mart_descriptions[each.key]
  deletion_protection = false

  view {
    query          = local.marts[each.key]
    use_legacy_sql = false
  }

  depends_on = [google_bigquery_table.view_1]
}

resource "google_bigquery_table" "view_3" {
  for_each = toset(local.views_3)

  dataset_id          = google_bigquery_dataset.marts.dataset_id
  table_id            = each.key
  description         = local.mart_descriptions[each.key]
  deletion_protection = false

  view {
    query          = local.marts[each.key]
    use_legacy_sql = false
  }

  depends_on = [google_bigquery_table.view_2]
}

resource "google_bigquery_table" "view_4" {
  for_each = toset(local.views_4)

  dataset_id          = google_bigquery_dataset.marts.dataset_id
  table_id            = each.key
  description         = local.mart_descriptions[each.key]
  deletion_protection = false

  view {
    query          = local.marts[each.key]
    use_legacy_sql = false
  }

  lifecycle {
    precondition {
      condition     = length(local.views_left) == 0
      error_message = "These marts stand deeper than four steps, or read each other in a circle: ${join(", ", local.views_left)}"
    }
  }

  depends_on = [google_bigquery_table.view_3]
}
