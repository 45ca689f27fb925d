using PmpPulse.Contracts;
using PmpPulse.Contracts.Topology;
using PmpPulse.GoogleCloud.BigQuery;

namespace PmpPulse.Warehouse.Deployment;

/// <summary>
/// Makes the marts of a project match <c>infra/bigquery/marts</c>, each after those it reads. A view is changed in place; the
/// query of a materialized view can't be changed, so it is dropped and recreated, and BigQuery fills it from its base table.
/// </summary>
public sealed class MartDeployment(BigQueryClient bigQuery)
{
    // what Terraform sets (infra/terraform/marts.tf): the two must not undo each other
    private const long RefreshIntervalMs = 30 * 60 * 1000;

    /// <summary>
    /// Every mart and how the deployed one differs, in the order in which they are applied; then views that no file defines.
    /// </summary>
    public async Task<IReadOnlyList<MartDifference>> DiffAsync(CancellationToken cancellationToken = default)
    {
        var differences = new List<MartDifference>();
        foreach (var mart in WarehouseFiles.Marts)
        {
            differences.Add(await DiffAsync(mart, cancellationToken));
        }

        var known = WarehouseFiles.Marts.Select(mart => mart.Name.Table).ToHashSet(StringComparer.Ordinal);
        await foreach (var table in bigQuery.ListTablesAsync(SharedNames.MartsDataset, cancellationToken))
        {
            if (table is { Type: "VIEW" or "MATERIALIZED_VIEW", TableReference.TableId: { } name } && !known.Contains(name))
            {
                differences.Add(new MartDifference(new TableName(SharedNames.MartsDataset, name), MartState.Unknown, null, null));
            }
        }

        return differences;
    }

    /// <summary>Applies what differs; views that no file defines stay.</summary>
    /// <param name="progress">Receives each changed mart.</param>
    /// <param name="cancellationToken">Cancels between two marts; running it again continues.</param>
    /// <returns>What was changed, with the state it was in.</returns>
    public async Task<IReadOnlyList<MartDifference>> ApplyAsync(IProgress<string>? progress = null, CancellationToken cancellationToken = default)
    {
        var changed = new List<MartDifference>();
        foreach (var mart in WarehouseFiles.Marts)
        {
            var difference = await DiffAsync(mart, cancellationToken);
            if (difference.State == MartState.Same) continue;
            progress?.Report($"{(difference.State == MartState.Missing ? "creating" : "changing")} {mart.Name}");
            await ApplyAsync(mart, difference.State, cancellationToken);
            changed.Add(difference);
        }

        return changed;
    }

    private async Task<MartDifference> DiffAsync(Mart mart, CancellationToken cancellationToken)
    {
        var existing = await bigQuery.FindTableAsync(mart.Name, cancellationToken);
        if (existing is null) return new MartDifference(mart.Name, MartState.Missing, null, mart.Query);
        var deployed = mart.IsMaterialized ? existing.MaterializedView?.Query : existing.View?.Query;
        var state = (existing.View is null && existing.MaterializedView is null) || deployed is null ? MartState.OtherKind
            : deployed == mart.Query ? MartState.Same
            : MartState.Changed;
        return new MartDifference(mart.Name, state, deployed ?? existing.View?.Query ?? existing.MaterializedView?.Query, mart.Query);
    }

    private async Task ApplyAsync(Mart mart, MartState state, CancellationToken cancellationToken)
    {
        if (state == MartState.Changed && !mart.IsMaterialized)
        {
            await bigQuery.PatchTableAsync(mart.Name, new BigQueryTable { View = new ViewDefinition(mart.Query), Description = mart.Description }, null, cancellationToken);
            return;
        }

        if (state != MartState.Missing) await bigQuery.DeleteTableAsync(mart.Name, cancellationToken);
        await bigQuery.InsertTableAsync(mart.Name, Resource(mart), cancellationToken);
    }

    private static BigQueryTable Resource(Mart mart) => mart.IsMaterialized
        ? new BigQueryTable
        {
            Description = mart.Description,
            MaterializedView = new MaterializedViewDefinition { Query = mart.Query, EnableRefresh = true, RefreshIntervalMs = RefreshIntervalMs },
            TimePartitioning = new TimePartitioning { Type = "DAY", Field = "ingest_day" },
        }
        : new BigQueryTable { Description = mart.Description, View = new ViewDefinition(mart.Query) };
}
