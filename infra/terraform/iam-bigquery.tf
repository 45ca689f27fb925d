locals {
  table_appender  = local.custom_role_names["pmpTableAppender"]
  register_keeper = local.custom_role_names["pmpRegisterKeeper"]

  # Grants on tables. Reading through the marts needs no grant here: see datasets.tf.
  table_grants = concat(
    flatten([
      for feed in local.feeds : [
        { account = feed.writer.account, role = local.table_appender, table = feed.writer.table },
        { account = feed.writer.account, role = local.table_appender, table = feed.dead_letters.table },
      ]
    ]),
    flatten([
      for feed in local.curated_feeds : [
        { account = feed.curation.account, role = local.table_appender, table = feed.curation.table },
        { account = feed.curation.account, role = "roles/bigquery.dataViewer", table = feed.curation.table },
        { account = feed.curation.account, role = local.table_appender, table = feed.curation.dead_letter_table },
        { account = feed.curation.account, role = "roles/bigquery.dataViewer", table = feed.curation.dead_letter_table },
        { account = feed.curation.account, role = local.register_keeper, table = feed.curation.register },
        { account = "pmp-station-info-dlq-replayer", role = "roles/bigquery.dataViewer", table = feed.writer.table },
        { account = "pmp-station-info-dlq-replayer", role = "roles/bigquery.dataViewer", table = feed.curation.dead_letter_table },
        { account = "pmp-station-info-dlq-replayer", role = "roles/bigquery.dataViewer", table = feed.curation.table },
      ]
    ]),
    [
      { account = "pmp-station-info-dlq-replayer", role = local.table_appender, table = "pmp_ops.dlq_parked" },
      { account = "pmp-station-info-dlq-replayer", role = "roles/bigquery.dataViewer", table = "pmp_ops.dlq_parked" },
    ],
    # A MERGE reads, writes and deletes rows of its table.
    [for table in keys(local.refreshes) : { account = "pmp-marts-refresher", role = "roles/bigquery.dataEditor", table = table }],
    [
      for table in distinct(flatten([for refresh in local.refreshes : refresh.reads])) :
      { account = "pmp-marts-refresher", role = "roles/bigquery.dataViewer", table = table } if !contains(keys(local.refreshes), table)
    ],
    flatten([
      for feed in local.dataflow_feeds : [
        { account = "pmp-dataflow", role = "roles/bigquery.dataEditor", table = feed.curation.table },
        { account = "pmp-dataflow", role = "roles/bigquery.dataEditor", table = feed.curation.dead_letter_table },
      ]
    ]),
  )
}

resource "google_bigquery_table_iam_member" "grant" {
  for_each = { for grant in local.table_grants : "${grant.account}/${reverse(split("/", grant.role))[0]}/${grant.table}" => grant }

  dataset_id = local.dataset_ids[split(".", each.value.table)[0]]
  table_id   = split(".", each.value.table)[1]
  role       = each.value.role
  member     = "serviceAccount:${local.account_emails[each.value.account]}"

  depends_on = [google_bigquery_table.table, google_bigquery_table.register, google_bigquery_table.materialized, google_project_iam_custom_role.role]
}
