using PmpPulse.Contracts;
using PmpPulse.Feeds.Kinds;

namespace PmpPulse.Writer;

/// <summary>What a writer writes, and where.</summary>
/// <param name="Name">Value of <c>WRITER_KIND</c>.</param>
/// <param name="Feed">The kind of feed whose events it takes.</param>
/// <param name="Table">Where rows go.</param>
/// <param name="DeadLetters">Where messages go that can never succeed.</param>
internal sealed record WriterKind(string Name, FeedKind Feed, TableName Table, TableName DeadLetters)
{
    public static readonly WriterKind Raw = new(
        "raw", Feeds.Feed.Named("station_status"), ResourceNames.Tables.StatusRaw, ResourceNames.Tables.StatusPushDeadLetters);

    public static readonly WriterKind StationInformation = new(
        "station_information", Feeds.Feed.Named("station_information"), ResourceNames.Tables.StationInformation, ResourceNames.Tables.StationInfoPushDeadLetters);

    public static readonly IReadOnlyDictionary<string, WriterKind> ByName = new Dictionary<string, WriterKind>
    {
        [Raw.Name] = Raw,
        [StationInformation.Name] = StationInformation,
    };
}
