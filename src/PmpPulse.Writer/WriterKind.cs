using PmpPulse.Contracts;

namespace PmpPulse.Writer;

/// <summary>What a writer writes, and where.</summary>
/// <param name="Name">Value of <c>WRITER_KIND</c>.</param>
/// <param name="EventType">The only type of event it takes.</param>
/// <param name="Table">Where rows go.</param>
/// <param name="DeadLetters">Where messages go that can never succeed.</param>
internal sealed record WriterKind(string Name, string EventType, TableName Table, TableName DeadLetters)
{
    public static readonly WriterKind Raw = new(
        "raw", EventTypes.StationStatusSnapshot, ResourceNames.Tables.StatusRaw, ResourceNames.Tables.StatusPushDeadLetters);

    public static readonly WriterKind StationInformation = new(
        "station_information", EventTypes.StationInformationSnapshot, ResourceNames.Tables.StationInformation, ResourceNames.Tables.StationInfoPushDeadLetters);

    public static readonly IReadOnlyDictionary<string, WriterKind> ByName = new Dictionary<string, WriterKind>
    {
        [Raw.Name] = Raw,
        [StationInformation.Name] = StationInformation,
    };
}
