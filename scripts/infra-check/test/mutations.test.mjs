// Each test plants one mistake in a copy of the configuration and expects the check to name it.
import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { check } from '../src/check.mjs';

const repository = fileURLToPath(new URL('../../..', import.meta.url));
const terraform = 'infra/terraform/';
let copy;

before(() => {
  copy = mkdtempSync(join(tmpdir(), 'infra-check-test-'));
  for (const path of ['infra/terraform', 'infra/bigquery', 'infra/feeds', 'infra/dataflow', 'scripts/gcp', 'scripts/images.sh', 'docs/10-security-posture.md', 'src']) {
    cpSync(join(repository, path), join(copy, path), { recursive: true, filter: (from) => !/\/(bin|obj|\.terraform)$/.test(from) });
  }
});
after(() => rmSync(copy, { recursive: true, force: true }));

async function findings(changes) {
  const originals = new Map();
  try {
    for (const [file, change] of Object.entries(changes)) {
      const path = join(copy, file);
      const text = readFileSync(path, 'utf8');
      originals.set(path, text);
      const changed = change(text);
      assert.notEqual(changed, text, `the mistake could not be planted in ${file}: it has changed its form`);
      writeFileSync(path, changed);
    }
    return (await check(copy, { terraform: false })).flatMap(({ rule, findings: found }) => found.map(({ where, message }) => `${rule}: ${where}: ${message}`));
  } finally {
    for (const [path, text] of originals) writeFileSync(path, text);
  }
}

const swap = (from, to) => (text) => text.replace(from, to);
const append = (more) => (text) => `${text}\n${more}`;

function mistake(name, file, change, ...expected) {
  test(name, async () => {
    const found = await findings({ [file]: change });
    for (const pattern of expected) {
      assert.ok(found.some((line) => pattern.test(line)), `no finding matches ${pattern} among:\n${found.join('\n') || '(none)'}`);
    }
  });
}

test('Configuration_AsCommitted_HasNoFindings', async () => {
  const results = await check(copy, { terraform: false });
  assert.deepEqual(results.flatMap((result) => result.findings), []);
});

mistake('Schema_UnknownArgument_IsNamed', `${terraform}topics.tf`, swap('name = each.key', 'nme = each.key'),
  /schema: topics\.tf:\d+: google_pubsub_topic\.topic: there is no argument or block 'nme'; did you mean 'name'\?/);
mistake('Schema_UnknownBlock_IsNamed', `${terraform}subscriptions-events.tf`, swap('expiration_policy {', 'expiry_policy {'),
  /schema: .*google_pubsub_subscription\.curation\S*: there is no argument or block 'expiry_policy'/);
mistake('Schema_UnknownArgumentInNestedBlock_IsNamed', `${terraform}subscriptions-push.tf`, swap('minimum_backoff', 'min_backoff'),
  /schema: .*there is no argument or block 'retry_policy\.min_backoff'/);
mistake('Schema_UnknownArgumentInDynamicBlock_IsNamed', `${terraform}tables.tf`, swap('expiration_ms =', 'expiry_ms ='),
  /schema: .*there is no argument or block 'time_partitioning\.expiry_ms'/);
mistake('Schema_MissingRequiredArgument_IsNamed', `${terraform}scheduler.tf`, swap(/ {4}uri +=.*\n/, ''),
  /schema: .*google_cloud_scheduler_job\.poll: the argument 'http_target\.uri' is required/);
mistake('Schema_MissingRequiredBlock_IsNamed', `${terraform}quota.tf`, swap(/ {2}quota_config \{[\s\S]*?\n {2}\}\n/, ''),
  /schema: .*the block 'quota_config' is required/);
mistake('Schema_UnknownResourceType_IsNamed', `${terraform}topics.tf`, swap('"google_pubsub_topic"', '"google_pubsub_topics"'),
  /schema: .*the provider has no resource google_pubsub_topics; did you mean 'google_pubsub_topic'\?/);
mistake('Schema_ComputedArgumentGiven_IsNamed', `${terraform}accounts.tf`, swap('account_id   =', 'email = "x@y.z"\n  account_id   ='),
  /schema: .*'email' is set by the provider/);
mistake('Schema_BlockWrittenAsArgument_IsNamed', `${terraform}subscriptions-events.tf`, swap(/expiration_policy \{\n\s+ttl = ""\n\s+\}/, 'expiration_policy = { ttl = "" }'),
  /schema: .*'expiration_policy' is a block/);
mistake('Schema_ArgumentWrittenAsBlock_IsNamed', `${terraform}provider.tf`, swap('default_labels = {', 'default_labels {'),
  /schema: .*'default_labels' is an argument/);
mistake('Schema_SingleBlockTwice_IsNamed', `${terraform}subscriptions-events.tf`, swap('expiration_policy {', 'expiration_policy {\n    ttl = ""\n  }\n\n  expiration_policy {'),
  /schema: .*the block 'expiration_policy' may occur only once/);
mistake('Schema_ImpossibleValue_IsNamed', `${terraform}run-worker-pool.tf`, swap('"BETA"', '"BETTER"'),
  /schema: .*'launch_stage' is 'BETTER'; possible values are .*BETA, GA/);
mistake('Schema_NumberThatIsNone_IsNamed', `${terraform}subscriptions-push.tf`, swap('ack_deadline_seconds       = 60', 'ack_deadline_seconds       = "a minute"'),
  /schema: .*'ack_deadline_seconds' takes a number/);
mistake('Schema_IgnoredChangeThatIsNoArgument_IsNamed', `${terraform}scheduler.tf`, swap('[paused]', '[pausd]'),
  /schema: .*ignore_changes names 'pausd'/);
mistake('Schema_OtherProviderVersion_IsNamed', `${terraform}versions.tf`, swap('6.50.0', '6.49.0'),
  /schema: .*google is pinned at '6\.49\.0'/);

mistake('References_DanglingVariable_IsNamed', `${terraform}alerts-channel.tf`, swap('var.alert_email }', 'var.alert_mail }'),
  /references: alerts-channel\.tf:\d+: google_monitoring_notification_channel\.email: there is no var\.alert_mail; did you mean 'var\.alert_email'\?/);
mistake('References_DanglingLocal_IsNamed', `${terraform}outputs.tf`, swap('value       = local.images', 'value       = local.image_base'),
  /references: .*there is no local\.image_base/);
mistake('References_DanglingResource_IsNamed', `${terraform}iam-pubsub-agent.tf`, swap('google_pubsub_subscription.push[', 'google_pubsub_subscription.pushed['),
  /references: .*there is no resource google_pubsub_subscription\.pushed/);
mistake('References_DanglingDependency_IsNamed', `${terraform}marts.tf`, swap('[google_bigquery_table.view_1]', '[google_bigquery_table.view_one]'),
  /references: .*there is no resource google_bigquery_table\.view_one/);
mistake('References_AttributeThatIsNone_IsNamed', `${terraform}dataflow.tf`, swap('dataflow[0].name', 'dataflow[0].nam'),
  /references: .*google_storage_bucket has no 'nam'/);
mistake('References_InBranchNotTaken_IsNamed', `${terraform}outputs.tf`, swap('google_storage_bucket.dataflow[0].name', 'google_storage_bucket.dataflw[0].name'),
  /references: .*there is no resource google_storage_bucket\.dataflw/);
mistake('References_MissingIndex_IsNamed', `${terraform}budget.tf`, swap('google_pubsub_topic.budget[0].id', 'google_pubsub_topic.budget.id'),
  /references: .*google_pubsub_topic\.budget is one of many and needs an index/);
mistake('References_EachWithoutForEach_IsNamed', `${terraform}quota.tf`, swap('"pmp-bigquery-queries-per-day"', 'each.key'),
  /references: .*each\.key is used without a for_each/);
mistake('References_UnusedVariable_IsNamed', `${terraform}variables.tf`, append('variable "forgotten" {\n  type = string\n  default = ""\n}\n'),
  /references: .*var\.forgotten is declared and never used/);

mistake('Evaluation_KeyThatIsNotThere_IsNamed', `${terraform}scheduler.tf`, swap('local.account_emails["scheduler"]', 'local.account_emails["schedulr"]'),
  /evaluation: .*there is no 'schedulr'/);
mistake('Evaluation_KeyKnownOnlyAfterApply_IsNamed', `${terraform}iam-run.tf`, swap('toset(var.enable_dashboard ? var.dashboard_viewers : [])', 'toset([google_service_account.account["scheduler"].email])'),
  /evaluation: .*for_each has a key that is only known after apply/);
mistake('Evaluation_ForEachOverList_IsNamed', `${terraform}marts.tf`, swap('for_each = toset(local.views_3)', 'for_each = local.views_3'),
  /evaluation: .*for_each goes over a map or a set/);
mistake('Evaluation_KeyMadeTwice_IsNamed', `${terraform}tables.tf`, swap('in distinct([feed.writer.table, try(feed.curation.table, feed.writer.table)])', 'in [feed.writer.table, feed.writer.table]'),
  /evaluation: .*produces the key 'pmp_curated\.velib_station_information' twice/);
mistake('Evaluation_VariableRefused_IsNamed', `${terraform}variables-costs.tf`, swap('default     = 33', 'default     = 0'),
  /evaluation: .*var\.daily_query_gib: refuses its value/);

mistake('Names_MissingSubscription_IsNamed', `${terraform}subscriptions-events.tf`, swap('if can(feed.audit_subscription)', 'if can(feed.audit)'),
  /names: .*there is no subscription pmp-events-sub/);
mistake('Names_MissingTopic_IsNamed', `${terraform}topics.tf`, swap('[feed.topic, feed.dead_letters.topic]', '[feed.topic]'),
  /evaluation: .*there is no 'pmp-events-push-dlq'/);
mistake('Names_NameThatNoFeedHas_IsNamed', `${terraform}scheduler.tf`, swap('= each.value.schedule.job', '= "pmp-${each.value.schedule.job}"'),
  /names: .*there is no scheduler job velib-poll-every-minute/, /names: .*there is a scheduler job pmp-velib-poll-every-minute, which no file of infra\/feeds names/);
mistake('Names_MissingTable_IsNamed', `${terraform}tables.tf`, swap('!contains(local.registers, name)', '!contains(local.registers, name) && name != "pmp_ops.dlq_parked"'),
  /names: .*there is no table pmp_ops\.dlq_parked/);
mistake('Names_MissingView_IsNamed', `${terraform}marts.tf`, swap('for_each = toset(local.views_2)', 'for_each = toset([])'),
  /names: .*there is no view pmp_marts\.velib_latest_state/);
mistake('Names_MissingService_IsNamed', `${terraform}run-replay-job.tf`, swap('"pmp-station-info-dlq-replayer"\n', '"pmp-replayer"\n'),
  /names: .*there is no Cloud Run service or job pmp-station-info-dlq-replayer/);
mistake('Feeds_NameInTerraform_IsNamed', `${terraform}alerts.tf`, swap('${feed.collector.service}', 'pmp-velib-collector'),
  /feeds: alerts\.tf: pmp-velib-collector is repeated here: read it from infra\/feeds/);
mistake('Feeds_NameInScript_IsNamed', 'scripts/gcp/deploy.sh', append('gcloud pubsub topics describe pmp-events\n'),
  /feeds: scripts\/gcp\/deploy\.sh: pmp-events is repeated here/);
mistake('Feeds_TableWithoutSchema_IsNamed', 'infra/feeds/velib.station_status.json', swap('pmp_raw.velib_station_status_raw', 'pmp_raw.velib_raw'),
  /feeds: infra\/feeds\/velib\.station_status\.json: names the table pmp_raw\.velib_raw, and infra\/bigquery\/schemas has no/);
mistake('Feeds_FileOfAnotherFeed_IsNamed', 'infra/feeds/velib.station_status.json', swap('"system": "velib"', '"system": "velo"'),
  /feeds: .*describes velo\.station_status/);
mistake('Feeds_PipelineOfAnotherTable_IsNamed', 'infra/dataflow/velib-curated.yaml', swap('pmp_curated.velib_station_status"', 'pmp_curated.velib_station_information"'),
  /feeds: infra\/dataflow\/velib-curated\.yaml: there is no table pmp_curated\.velib_station_status, which/, /table pmp_curated\.velib_station_information is not a name that/);
mistake('Feeds_PipelineThatIsMissing_IsNamed', 'infra/feeds/velib.station_status.json', swap('velib-curated.yaml', 'velib-curation.yaml'),
  /feeds: .*there is no infra\/dataflow\/velib-curation\.yaml/, /feeds: .*no file of infra\/feeds names this pipeline/);

mistake('Design_SubscriptionThatExpires_IsNamed', `${terraform}subscriptions-events.tf`, swap('ttl = ""', 'ttl = "2678400s"'),
  /design: .*pmp-events-dataflow-sub expires/);
mistake('Design_OrderedPush_IsNamed', `${terraform}subscriptions-push.tf`, swap('ack_deadline_seconds ', 'enable_message_ordering    = true\n  ack_deadline_seconds '),
  /design: .*only pmp-events-dataflow-sub.* may be ordered/);
mistake('Design_NoDeadLetters_IsNamed', `${terraform}subscriptions-push.tf`, swap(/ {2}dead_letter_policy \{[\s\S]*?\n {2}\}\n/, ''),
  /design: .*pmp-events-to-bq-sub must dead-letter a message after 5 attempts/);
mistake('Design_ShortHold_IsNamed', `${terraform}subscriptions-dead-letters.tf`, swap('"604800s"', '"86400s"'),
  /design: .*-hold-sub keeps 7 days/);
mistake('Design_ExportWithoutMetadata_IsNamed', `${terraform}subscriptions-dead-letters.tf`, swap('write_metadata = true', 'write_metadata = false'),
  /design: .*must write metadata/);
mistake('Design_LegacySql_IsNamed', `${terraform}marts.tf`, swap('    use_legacy_sql = false\n', ''),
  /design: .*use_legacy_sql defaults to true/);
mistake('Design_ViewsInNoOrder_IsNamed', `${terraform}marts.tf`, swap('depends_on = [google_bigquery_table.view_1]', 'depends_on = [google_bigquery_table.table]'),
  /design: .*gbfs_totals_hourly reads gbfs_snapshot_totals, and nothing makes Terraform create/);
mistake('Design_WrongPartition_IsNamed', `${terraform}marts.tf`, swap('field = "ingest_day"', 'field = "event_ts"'),
  /design: .*must be partitioned by the day/);
mistake('Design_CallWithoutToken_IsNamed', `${terraform}scheduler.tf`, swap(/ {4}oidc_token \{[\s\S]*?\n {4}\}\n/, ''),
  /design: .*calls without a token/);
mistake('Design_WrongAudience_IsNamed', `${terraform}scheduler.tf`, swap('audience              = local.service_urls[each.value.collector.service]', 'audience              = "pmp"'),
  /design: .*calls for pmp, and pmp-velib-collector expects https/);
mistake('Design_ScheduleThatApplyPauses_IsNamed', `${terraform}scheduler.tf`, swap('ignore_changes = [paused]', 'ignore_changes = [description]'),
  /design: .*each apply would pause the schedule/);

mistake('Apis_ApiThatIsNotEnabled_IsNamed', `${terraform}apis.json`, swap('  "pubsub.googleapis.com",\n', ''),
  /apis: .*google_pubsub_topic\.topic: needs pubsub\.googleapis\.com, which nothing enables/);
mistake('Apis_ResourceThatDoesNotWaitForItsApi_IsNamed', `${terraform}topics.tf`, swap('\n  depends_on = [google_project_service.api]\n', ''),
  /apis: .*google_pubsub_topic\.topic: nothing makes Terraform enable pubsub\.googleapis\.com first/);
mistake('Apis_BootstrapThatLeavesOneOut_IsNamed', `${terraform}bootstrap/apis.tf`, swap('jsondecode(file("${path.module}/../apis.json"))', '["storage.googleapis.com"]'),
  /apis: bootstrap\/registry\.tf:\d+: .*needs artifactregistry\.googleapis\.com/);

mistake('Design_RegisterThatApplyResets_IsNamed', `${terraform}tables.tf`, swap('ignore_changes = [description]', 'ignore_changes = [labels]'),
  /design: .*google_bigquery_table\.register\S*: .*ignore_changes = \[description\]/);
mistake('Design_EngineThatApplySwitches_IsNamed', `${terraform}subscriptions-events.tf`, swap(/\n {2}lifecycle \{[\s\S]*?\n {2}\}\n/, ''),
  /design: .*google_pubsub_subscription\.curation\S*: .*ignore_changes = \[push_config\]/);
mistake('Design_PoolThatApplyScales_IsNamed', `${terraform}run-worker-pool.tf`, swap('launch_stage, scaling]', 'launch_stage]'),
  /design: .*google_cloud_run_v2_worker_pool\.curation\S*: .*ignore_changes = \[scaling\]/);
mistake('Design_PoolThatCostsFromTheStart_IsNamed', `${terraform}run-worker-pool.tf`, swap('manual_instance_count = 0', 'manual_instance_count = 1'),
  /design: .*google_cloud_run_v2_worker_pool\.curation\S*: starts with 1 instances/);
mistake('Design_ShortBacklog_IsNamed', `${terraform}subscriptions-events.tf`, swap('"604800s"', '"86400s"'),
  /design: .*pmp-events-dataflow-sub keeps 7 days/);
mistake('Design_ShortPushBacklog_IsNamed', `${terraform}subscriptions-push.tf`, swap('"604800s"', '"600s"'),
  /design: .*pmp-events-to-bq-sub keeps 7 days/);
mistake('Design_DeadLettersOfAnotherPath_IsNamed', `${terraform}subscriptions-push.tf`, swap('google_pubsub_topic.topic[each.value.dead_letters.topic].id', 'google_pubsub_topic.topic["pmp-velib-station-info-push-dlq"].id'),
  /design: .*pmp-events-to-bq-sub dead-letters its messages to pmp-velib-station-info-push-dlq, not to pmp-events-push-dlq/);
mistake('Design_DeadLettersInAnothersTable_IsNamed', `${terraform}subscriptions-dead-letters.tf`, swap('.table[each.value.dead_letters.table].table_id', '.table["pmp_ops.velib_station_info_push_dlq"].table_id'),
  /design: .*pmp-events-push-dlq-to-bq-sub writes into pmp_ops\.velib_station_info_push_dlq, not into pmp_ops\.velib_station_status_push_dlq/);
mistake('Design_TableWithoutProtection_IsNamed', `${terraform}tables.tf`, swap('deletion_protection = var.protect_data', 'deletion_protection = false'),
  /design: .*can be deleted while protect_data is set/);
mistake('Design_DatasetEmptiedOnDestroy_IsNamed', `${terraform}datasets.tf`, swap('delete_contents_on_destroy = !var.protect_data', 'delete_contents_on_destroy = true'),
  /design: .*google_bigquery_dataset\.dataset.*is emptied while protect_data is set/);
mistake('Design_DoorToTheInternet_IsNamed', `${terraform}run-services.tf`, swap('? "INGRESS_TRAFFIC_ALL" : "INGRESS_TRAFFIC_INTERNAL_ONLY"', '? "INGRESS_TRAFFIC_ALL" : "INGRESS_TRAFFIC_ALL"'),
  /design: .*pmp-bq-writer.*is open to the internet/);
mistake('Design_PublicBucket_IsNamed', `${terraform}dataflow.tf`, swap('  public_access_prevention    = "enforced"\n', ''),
  /design: .*google_storage_bucket\.dataflow.*public_access_prevention/);
mistake('Design_StateWithoutVersions_IsNamed', `${terraform}bootstrap/state-bucket.tf`, swap('enabled = true', 'enabled = false'),
  /design: bootstrap\/state-bucket\.tf:\d+: .*versioning/);
mistake('Design_StateThatCanBeDestroyed_IsNamed', `${terraform}bootstrap/state-bucket.tf`, swap('prevent_destroy = true', 'prevent_destroy = false'),
  /design: bootstrap\/state-bucket\.tf:\d+: .*prevent_destroy/);
mistake('Design_AlertOnNoMetric_IsNamed', `${terraform}alerts.tf`, swap('subscription_oldest_unacked_message_age', 'subscription_oldest_unacked_age'),
  /design: .*pubsub_googleapis_com:subscription_oldest_unacked_age is not a metric/);
mistake('Design_AlertOnNothing_IsNamed', `${terraform}alerts.tf`, swap('${feed.collector.service}', 'pmp-collector'),
  /design: .*watches pmp-collector, which this configuration does not have/);
mistake('Design_BudgetThatStopsNothing_IsNamed', `${terraform}budget.tf`, swap('[0.5, 0.9, 1.0]', '[0.5, 0.9]'),
  /design: .*google_billing_budget\.monthly.*100%/);

mistake('Design_NoQueryQuota_IsNamed', `${terraform}quota.tf`, swap(/^resource[\s\S]*/m, ''),
  /design: .*nothing bounds what BigQuery queries may scan in a day/);
mistake('Design_NoBudget_IsNamed', `${terraform}budget.tf`, swap(/^resource[\s\S]*/m, ''),
  /design: .*a billing account is given, and there is no budget/);
mistake('Design_AlertThatIsMissing_IsNamed', `${terraform}alerts.tf`, swap('"pmp-no-rows" = {', '"pmp-few-rows" = {'),
  /design: .*there is no alert pmp-no-rows/);
mistake('Design_BudgetOfEveryProject_IsNamed', `${terraform}budget.tf`, swap(/ {4}projects +=.*\n/, ''),
  /design: .*google_billing_budget\.monthly.*counts other projects/);
mistake('Design_AccountOfAnotherService_IsNamed', `${terraform}run-settings.tf`, swap('account       = feed.writer.account', 'account       = "pmp-velib-curated"'),
  /design: .*pmp-bq-writer.*runs as pmp-velib-curated/);
mistake('Design_WorkerOfAnotherAccount_IsNamed', `${terraform}run-worker-pool.tf`, swap('[each.value.curation.account]', '["pmp-bq-writer"]'),
  /design: .*worker_pool\.curation\S*: pmp-velib-curated runs as pmp-bq-writer/);
mistake('Design_ImageThatNobodyBuilds_IsNamed', `${terraform}run-worker-pool.tf`, swap('/curation:', '/curator:'),
  /design: .*worker_pool\.curation\S*: .*no image 'curator'/);
mistake('Design_TwoOwnersOfTheStream_IsNamed', `${terraform}run-settings.tf`, swap(/(image +=) "curation"([\s\S]*?max_instances =) 1/, '$1 "curation"$2 5'),
  /design: .*pmp-velib-curated.*one instance/);
mistake('Design_RequestThatOutlivesItsDelivery_IsNamed', `${terraform}run-settings.tf`, swap(/(image +=) "curation"([\s\S]*?timeout +=) "120s"/, '$1 "curation"$2 "600s"'),
  /design: .*pmp-events-dataflow-sub is delivered again after 120s, while pmp-velib-curated may still work on it for 600s/);
mistake('Design_MartThatIsNotRefreshed_IsNamed', `${terraform}marts.tf`, swap('enable_refresh      = true', 'enable_refresh      = false'),
  /design: .*velib_latest_state_mv.*enable_refresh/);
mistake('Design_TableThatKeepsEverything_IsNamed', `${terraform}tables.tf`, swap(/ {6}expiration_ms =.*\n/, ''),
  /design: .*pmp_ops\.dlq_parked: its partitions never expire/);

mistake('Limits_AckDeadlineTooLong_IsNamed', `${terraform}subscriptions-events.tf`, swap('ack_deadline_seconds       = 120', 'ack_deadline_seconds       = 900'),
  /limits: .*google_pubsub_subscription\.curation\S*: ack_deadline_seconds is 900; Google accepts 10 to 600/);
mistake('Limits_BackoffTooLong_IsNamed', `${terraform}subscriptions-push.tf`, swap('maximum_backoff = "600s"', 'maximum_backoff = "3600s"'),
  /limits: .*retry_policy\.maximum_backoff is 3600s; Google accepts 0 to 600/);
mistake('Limits_RetentionTooLong_IsNamed', `${terraform}subscriptions-dead-letters.tf`, swap('"604800s"', '"6048000s"'),
  /limits: .*message_retention_duration is 6048000s; Google accepts 600 to 2678400/);
mistake('Limits_QuotaInGibibytes_IsNamed', `${terraform}quota.tf`, swap('var.daily_query_gib * 1024', 'var.daily_query_gib'),
  /limits: .*preferred_value is 33; .*MiB/);
mistake('Limits_AccountIdTooLong_IsNamed', `${terraform}accounts.tf`, swap('"pubsub-push"                   = "Pub/Sub', '"pubsub-push-of-messages-to-all-services" = "x"\n      "pubsub-push"                   = "Pub/Sub'),
  /limits: .*account_id is pubsub-push-of-messages-to-all-services; Google accepts 6 to 30 characters/);

mistake('Settings_NameThatNobodyReads_IsNamed', `${terraform}run-settings.tf`, swap('FEED_URL = feed.address', 'FEED_ADDRESS = feed.address'),
  /settings: .*pmp-velib-collector.*no program reads the setting FEED_ADDRESS/);
mistake('Settings_FeedThatNobodyKnows_IsNamed', `${terraform}run-settings.tf`, swap('FEED_ID = id', 'FEED_ID = "no_such_feed"'),
  /settings: .*FEED_ID is 'no_such_feed', which infra\/feeds does not have/);
mistake('Settings_NameThatCloudRunKeeps_IsNamed', `${terraform}run-services.tf`, swap('{ GOOGLE_CLOUD_PROJECT = var.project_id }', '{ GOOGLE_CLOUD_PROJECT = var.project_id, PORT = "8080" }'),
  /settings: .*PORT is set by Cloud Run/);

mistake('Access_ExtraProjectRole_IsNamed', `${terraform}iam-project.tf`, swap('{ "pmp-station-info-dlq-replayer" = "roles/bigquery.jobUser" }', '{ "pmp-station-info-dlq-replayer" = "roles/bigquery.jobUser", "pmp-bq-writer" = "roles/bigquery.dataEditor" }'),
  /access: iam-project\.tf:\d+: .*pmp-bq-writer has roles\/bigquery\.dataEditor on project, which the security matrix does not allow/);
mistake('Access_BroadProjectRole_IsNamed', `${terraform}iam-project.tf`, swap('"roles/dataflow.worker"', '"roles/dataflow.admin"'),
  /access: .*roles\/dataflow\.admin on the whole project is never needed/);
mistake('Access_OtherRoleOnTopic_IsNamed', `${terraform}iam-pubsub.tf`, swap('"roles/pubsub.publisher"', '"roles/pubsub.editor"'),
  /access: .*pmp-velib-collector has roles\/pubsub\.editor on topic pmp-events/, /access: .*pmp-velib-collector has roles\/pubsub\.publisher on topic pmp-events: the security matrix has this grant/);
mistake('Access_MissingGrant_IsNamed', `${terraform}iam-bigquery.tf`, swap(/ {8}\{ account = feed\.writer\.account, role = local\.table_appender, table = feed\.writer\.table \},\n/, ''),
  /access: .*pmp-bq-writer has pmpTableAppender on table pmp_raw\.velib_station_status_raw: the security matrix has this grant, and no resource grants it/);
mistake('Access_WiderCustomRole_IsNamed', `${terraform}roles.tf`, swap('["bigquery.tables.get", "bigquery.tables.updateData"]', '["bigquery.tables.get", "bigquery.tables.getData", "bigquery.tables.updateData"]'),
  /access: .*pmpTableAppender holds bigquery\.tables\.getData, which the security matrix does not allow/);
mistake('Access_AuthoritativeBinding_IsNamed', `${terraform}iam-run.tf`, append('resource "google_project_iam_binding" "all" {\n  project = var.project_id\n  role    = "roles/run.invoker"\n  members = ["allUsers"]\n}\n'),
  /access: .*grants of this type are not compared with the matrix/);
mistake('Access_GrantOfTheBootstrap_IsNamed', `${terraform}bootstrap/registry.tf`, append('resource "google_artifact_registry_repository_iam_member" "all" {\n  repository = google_artifact_registry_repository.images.name\n  location   = var.region\n  role       = "roles/artifactregistry.writer"\n  member     = "allUsers"\n}\n'),
  /access: bootstrap\/registry\.tf:\d+: .*allUsers has roles\/artifactregistry\.writer on repository .*, which the security matrix does not allow/);
mistake('Access_GrantThatNoScenarioMakes_IsNamed', `${terraform}iam-run.tf`, append('resource "google_project_iam_member" "hidden" {\n  count = var.region == "us-east1" ? 1 : 0\n\n  project = var.project_id\n  role    = "roles/run.invoker"\n  member  = "allUsers"\n}\n'),
  /access: iam-run\.tf:\d+: google_project_iam_member\.hidden: does not exist in any scenario/);
mistake('Access_DoorWithoutLock_IsNamed', `${terraform}run-services.tf`, swap(/^( +)ingress( +)=/m, '$1invoker_iam_disabled = true\n$1ingress$2='),
  /access: .*pmp-bq-writer.*invoker_iam_disabled lets everybody call it/);
mistake('Access_AccessControlOfABucket_IsNamed', `${terraform}budget-stop.tf`, append('resource "google_storage_bucket_access_control" "all" {\n  bucket = google_storage_bucket.budget_stops[0].name\n  role   = "READER"\n  entity = "allUsers"\n}\n'),
  /access: .*google_storage_bucket_access_control\.all: grants of this type are not compared/);
mistake('Access_KeyOfAnAccount_IsNamed', `${terraform}accounts.tf`, append('resource "google_service_account_key" "key" {\n  service_account_id = google_service_account.account["scheduler"].name\n}\n'),
  /access: .*google_service_account_key\.key: grants of this type are not compared/);
mistake('Access_AgentOfAnotherProject_IsNamed', `${terraform}iam-pubsub-agent.tf`, swap('service-${data.google_project.this.number}@', 'service-42@'),
  /access: .*service-42@gcp-sa-pubsub.* which the security matrix does not allow/);
mistake('Access_GrantInAnotherProject_IsNamed', `${terraform}iam-project.tf`, swap('project = var.project_id', 'project = "another-project"'),
  /access: .*pmp-velib-curated has roles\/bigquery\.jobUser on project of project another-project, which the security matrix does not allow/);
mistake('Access_DatasetWithDefaultAccess_IsNamed', `${terraform}datasets.tf`, swap(/ {2}access \{[\s\S]*?depends_on/, '  depends_on'),
  /access: .*without access blocks every editor and viewer/);
mistake('Access_RowWithoutGrant_IsNamed', 'docs/10-security-posture.md', swap('<!-- grants:end -->', '| `pmp-bq-writer` | `roles/pubsub.publisher` | topic `pmp-events` | always | why not |\n<!-- grants:end -->'),
  /access: .*pmp-bq-writer has roles\/pubsub\.publisher on topic pmp-events: the security matrix has this grant, and no resource grants it/);

mistake('Format_Indentation_IsNamed', `${terraform}topics.tf`, swap('  for_each = toset', '   for_each = toset'),
  /format: topics\.tf:\d+: indented by 3 instead of 2/);
mistake('Format_Alignment_IsNamed', `${terraform}feeds.tf`, swap(/cron {2,}=/, 'cron ='),
  /format: feeds\.tf:\d+: = is not aligned/);

test('Syntax_NotHcl_IsRefusedWithItsPlace', async () => {
  await assert.rejects(findings({ [`${terraform}topics.tf`]: append('resource "google_pubsub_topic" {') }), /topics\.tf/);
});

mistake('Refresh_TokenForElsewhere_IsNamed', `${terraform}refreshes.tf`, swap('https://bigquery.googleapis.com/', 'https://bigquery.example.com/'),
  /design: .*sends an access token to https:\/\/bigquery\.example\.com/);
mistake('Refresh_TokenOfEverything_IsNamed', `${terraform}refreshes.tf`, swap('      scope                 = "https://www.googleapis.com/auth/bigquery"\n', ''),
  /design: .*its token allows everything/);
mistake('Refresh_NoLimitOfBytes_IsNamed', `${terraform}refreshes.tf`, swap(/maximumBytesBilled = tostring.*/, 'maximumBytesBilled = null'),
  /design: .*pmp-station-windows-hourly may be billed for any number of bytes/);
mistake('Refresh_ParameterMissing_IsNamed', `${terraform}refreshes.tf`, swap('["from_ts", "to_ts"]', '["from_ts"]'),
  /design: .*pmp-station-windows-hourly needs the parameters from_ts,to_ts/);
