using PmpPulse.Contracts;
using PmpPulse.Contracts.Topology;
using PmpPulse.Curation.Fencing;
using PmpPulse.Feeds;
using PmpPulse.Feeds.Kinds;
using PmpPulse.Feeds.Rows;
using PmpPulse.GoogleCloud.StorageWrite;
using PmpPulse.Warehouse;

namespace PmpPulse.Curation;

/// <summary>The feed that the service curates: its kind, the source of its messages and the tables of its rows.</summary>
/// <param name="SystemId">The system whose events are curated, such as <c>velib</c>.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="NewRows">Makes what makes rows of its elements, one for each curator.</param>
/// <param name="Table">The curated table.</param>
/// <param name="DeadLetters">The dead-letter table.</param>
/// <param name="Subscription">The subscription that the worker pulls.</param>
internal sealed record CurationFeed(string SystemId, FeedKind Kind, Func<IElementRows> NewRows, FencedTable Table, TableName DeadLetters, string Subscription)
{
    /// <param name="topology">A feed that is curated.</param>
    /// <param name="curation">Its curation.</param>
    /// <param name="systemId">The system whose events are curated.</param>
    public static CurationFeed Of(FeedTopology topology, CurationTopology curation, string systemId)
    {
        var kind = Feed.Named(topology.Kind);
        var rows = kind.Curated ?? throw new ArgumentException($"infra/feeds/{topology.Id}.json has a curation, but nothing makes rows of {kind.Name}.", nameof(topology));
        var schema = RowSchema.FromResourceJson(WarehouseFiles.Table(curation.Table).ResourceJson);
        return new CurationFeed(
            systemId, kind, () => rows(schema), new FencedTable(curation.Table, schema, kind.List.Id, curation.Register), curation.DeadLetterTable, curation.Subscription);
    }
}
