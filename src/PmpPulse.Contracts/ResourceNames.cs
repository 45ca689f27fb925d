namespace PmpPulse.Contracts;

/// <summary>Names of every resource the pipeline owns on Google Cloud and, unchanged, on LocalCloud.</summary>
public static class ResourceNames
{
    public static class Topics
    {
        public const string Events = "pmp-events";
        public const string StationInfo = "pmp-velib-station-info";
        public const string StationInfoPushDeadLetters = "pmp-velib-station-info-push-dlq";
        public const string EventsPushDeadLetters = "pmp-events-push-dlq";
    }

    public static class Subscriptions
    {
        /// <summary>Feeds the curation worker; the one ordered subscription.</summary>
        public const string Curation = "pmp-events-dataflow-sub";

        /// <summary>Pull subscription for a person who wants to look at the stream; keeps one day.</summary>
        public const string Audit = "pmp-events-sub";

        public const string EventsToBigQuery = "pmp-events-to-bq-sub";
        public const string StationInfoToBigQuery = "pmp-velib-station-info-to-bq-sub";
        public const string StationInfoDeadLetterHold = "pmp-velib-station-info-push-dlq-hold-sub";
        public const string StationInfoDeadLetterToBigQuery = "pmp-velib-station-info-push-dlq-to-bq-sub";
        public const string EventsDeadLetterHold = "pmp-events-push-dlq-hold-sub";
        public const string EventsDeadLetterToBigQuery = "pmp-events-push-dlq-to-bq-sub";
    }

    public static class Datasets
    {
        public const string Raw = "pmp_raw";
        public const string Curated = "pmp_curated";
        public const string Marts = "pmp_marts";
        public const string Ops = "pmp_ops";
    }

    public static class Tables
    {
        public static readonly TableName StatusRaw = new(Datasets.Raw, "velib_station_status_raw");
        public static readonly TableName StationStatus = new(Datasets.Curated, "velib_station_status");
        public static readonly TableName StationInformation = new(Datasets.Curated, "velib_station_information");
        public static readonly TableName StationInfoPushDeadLetters = new(Datasets.Ops, "velib_station_info_push_dlq");
        public static readonly TableName StatusPushDeadLetters = new(Datasets.Ops, "velib_station_status_push_dlq");
        public static readonly TableName CuratedDeadLetters = new(Datasets.Ops, "velib_station_status_curated_dlq");
        public static readonly TableName ParkedDeadLetters = new(Datasets.Ops, "dlq_parked");
        public static readonly TableName CurationRegister = new(Datasets.Ops, "curation_register");
    }

    public static class Services
    {
        public const string StatusCollector = "pmp-velib-collector";
        public const string StationInfoCollector = "pmp-velib-station-info-collector";
        public const string RawWriter = "pmp-bq-writer";
        public const string StationInfoWriter = "pmp-velib-station-info-writer";
        public const string Curation = "pmp-velib-curated";
        public const string StationInfoDeadLetterReplayer = "pmp-station-info-dlq-replayer";
    }

    public static class SchedulerJobs
    {
        public const string StatusPoll = "velib-poll-every-minute";
        public const string StationInfoDaily = "pmp-velib-station-info-daily";

        /// <summary>Every job that polls; nothing new arrives while they are paused.</summary>
        public static readonly IReadOnlyList<string> Polls = [StatusPoll, StationInfoDaily];
    }

    /// <summary>Short names of service accounts that call others.</summary>
    public static class Accounts
    {
        public const string Scheduler = "scheduler";
        public const string PubSubPush = "pubsub-push";

        /// <summary>An account's e-mail address in a project.</summary>
        public static string Email(string account, string projectId) => $"{account}@{projectId}.iam.gserviceaccount.com";
    }
}
