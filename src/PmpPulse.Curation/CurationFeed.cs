using PmpPulse.Contracts;
using PmpPulse.Contracts.BigQuery;
using PmpPulse.Curation.Fencing;
using PmpPulse.Feeds;
using PmpPulse.Feeds.Kinds;
using PmpPulse.Feeds.Rows;
using PmpPulse.GoogleCloud.StorageWrite;

namespace PmpPulse.Curation;

/// <summary>The feed that the service curates: its kind, and where its messages come from and its rows go.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Rows">Makes rows of its elements.</param>
/// <param name="Table">The curated table.</param>
/// <param name="DeadLetters">The table of what could not be curated.</param>
/// <param name="Subscription">What the worker pulls.</param>
internal sealed record CurationFeed(FeedKind Kind, IElementRows Rows, FencedTable Table, TableName DeadLetters, string Subscription)
{
    public static CurationFeed StationStatus()
    {
        var kind = Feed.Named("station_status");
        var schema = RowSchema.FromResourceJson(Warehouse.Table(ResourceNames.Tables.StationStatus).ResourceJson);
        return new CurationFeed(
            kind,
            kind.Curated!(schema),
            new FencedTable(ResourceNames.Tables.StationStatus, schema, kind.List.Id, ResourceNames.Tables.CurationRegister),
            ResourceNames.Tables.CuratedDeadLetters,
            ResourceNames.Subscriptions.Curation);
    }
}
