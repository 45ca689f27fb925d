using PmpPulse.Contracts.Topology;
using PmpPulse.GoogleCloud.BigQuery;

namespace PmpPulse.Warehouse.Deployment;

/// <summary>
/// Creates datasets, tables and marts from <c>infra/bigquery</c>; existing ones stay, but a table gets the columns it
/// lacks, and a changed mart is replaced.
/// </summary>
public sealed class WarehouseProvisioner(BigQueryClient bigQuery)
{
    /// <exception cref="SchemaMismatchException">A table of an older version can't become what this one needs.</exception>
    public async Task CreateAsync(CancellationToken cancellationToken = default)
    {
        foreach (var dataset in SharedNames.Datasets)
        {
            if (await bigQuery.FindDatasetAsync(dataset, cancellationToken) is null)
            {
                await bigQuery.InsertDatasetAsync(dataset, new BigQueryDataset(), cancellationToken);
            }
        }

        foreach (var table in WarehouseFiles.Tables)
        {
            await ApplyAsync(table, cancellationToken);
        }

        await new MartDeployment(bigQuery).ApplyAsync(progress: null, cancellationToken);
    }

    private async Task ApplyAsync(WarehouseTable table, CancellationToken cancellationToken)
    {
        var wanted = BigQueryTable.Parse(table.ResourceJson);
        if (await bigQuery.FindTableAsync(table.Name, cancellationToken) is not { } existing)
        {
            await bigQuery.InsertTableAsync(table.Name, wanted, cancellationToken);
        }
        else if (SchemaExtension.Of(table.Name, existing.Schema, wanted.Schema) is { } extended)
        {
            await bigQuery.PatchTableAsync(table.Name, new BigQueryTable { Schema = extended }, existing.Etag, cancellationToken);
        }
    }
}
