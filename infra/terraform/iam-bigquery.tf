locals {
  table_appender  = local.custom_role_names["pmpTableAppender"]
  register_keeper = local.custom_role_names["pmpRegisterKeeper"]

  # Who does what on which table. Reading through the marts needs no grant here: see datasets.tf.
  table_grants = concat(
    [
      { account = "pmp-bq-writer", role = local.table_appender, table = "pmp_raw.velib_station_status_raw" },
      { account = "pmp-bq-writer", role = local.table_appender, table = "pmp_ops.velib_station_status_push_dlq" },
      { account = "pmp-station-info-writer", role = local.table_appender, table = "pmp_curated.velib_station_information" },
      { account = "pmp-station-info-writer", role = local.table_appender, table = "pmp_ops.velib_station_info_push_dlq" },
      { account = "pmp-velib-curated", role = local.table_appender, table = "pmp_curated.velib_station_status" },
      { account = "pmp-velib-curated", role = "roles/bigquery.dataViewer", table = "pmp_curated.velib_station_status" },
      { account = "pmp-velib-curated", role = local.table_appender, table = "pmp_ops.velib_station_status_curated_dlq" },
      { account = "pmp-velib-curated", role = "roles/bigquery.dataViewer", table = "pmp_ops.velib_station_status_curated_dlq" },
      { account = "pmp-velib-curated", role = local.register_keeper, table = "pmp_ops.curation_register" },
      { account = "pmp-station-info-dlq-replayer", role = "roles/bigquery.dataViewer", table = "pmp_raw.velib_station_status_raw" },
      { account = "pmp-station-info-dlq-replayer", role = "roles/bigquery.dataViewer", table = "pmp_ops.velib_station_status_curated_dlq" },
      { account = "pmp-station-info-dlq-replayer", role = "roles/bigquery.dataViewer", table = "pmp_curated.velib_station_status" },
      { account = "pmp-station-info-dlq-replayer", role = local.table_appender, table = "pmp_ops.dlq_parked" },
      { account = "pmp-station-info-dlq-replayer", role = "roles/bigquery.dataViewer", table = "pmp_ops.dlq_parked" },
    ],
    var.enable_dataflow ? [
      { account = "pmp-dataflow", role = "roles/bigquery.dataEditor", table = "pmp_curated.velib_station_status" },
      { account = "pmp-dataflow", role = "roles/bigquery.dataEditor", table = "pmp_ops.velib_station_status_curated_dlq" },
    ] : [],
  )
}

resource "google_bigquery_table_iam_member" "grant" {
  for_each = { for grant in local.table_grants : "${grant.account}/${reverse(split("/", grant.role))[0]}/${grant.table}" => grant }

  dataset_id = local.dataset_ids[split(".", each.value.table)[0]]
  table_id   = split(".", each.value.table)[1]
  role       = each.value.role
  member     = "serviceAccount:${local.account_emails[each.value.account]}"

  depends_on = [google_bigquery_table.table, google_bigquery_table.register, google_project_iam_custom_role.role]
}
