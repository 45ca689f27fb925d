using PmpPulse.Contracts;

namespace PmpPulse.Cli.Replay.Hold;

/// <summary>A push path whose dead letters are held.</summary>
/// <param name="Name">What an operator calls it.</param>
/// <param name="PushSubscription">Subscription that could not deliver.</param>
/// <param name="HoldSubscription">Subscription that holds its dead letters.</param>
/// <param name="Topic">Topic that its messages were published to.</param>
/// <param name="Table">Table that its dead letters are exported to.</param>
internal sealed record HoldPath(string Name, string PushSubscription, string HoldSubscription, string Topic, TableName Table)
{
    public static readonly HoldPath Events = new(
        "events",
        ResourceNames.Subscriptions.EventsToBigQuery,
        ResourceNames.Subscriptions.EventsDeadLetterHold,
        ResourceNames.Topics.Events,
        ResourceNames.Tables.StatusPushDeadLetters);

    public static readonly HoldPath StationInfo = new(
        "station-info",
        ResourceNames.Subscriptions.StationInfoToBigQuery,
        ResourceNames.Subscriptions.StationInfoDeadLetterHold,
        ResourceNames.Topics.StationInfo,
        ResourceNames.Tables.StationInfoPushDeadLetters);

    public static IReadOnlyList<HoldPath> All { get; } = [Events, StationInfo];
}
