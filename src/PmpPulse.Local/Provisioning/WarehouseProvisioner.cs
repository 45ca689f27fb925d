using PmpPulse.Contracts;
using PmpPulse.Contracts.BigQuery;
using PmpPulse.GoogleCloud.BigQuery;

namespace PmpPulse.Local.Provisioning;

/// <summary>Makes datasets, tables and marts from <c>infra/bigquery</c>; what is there already stays, but a changed mart is replaced.</summary>
internal sealed class WarehouseProvisioner(BigQueryClient bigQuery)
{
    public async Task CreateAsync(CancellationToken cancellationToken)
    {
        string[] datasets = [ResourceNames.Datasets.Raw, ResourceNames.Datasets.Curated, ResourceNames.Datasets.Marts, ResourceNames.Datasets.Ops];
        foreach (var dataset in datasets)
        {
            if (await bigQuery.FindDatasetAsync(dataset, cancellationToken) is null)
            {
                await bigQuery.InsertDatasetAsync(dataset, new BigQueryDataset(), cancellationToken);
            }
        }

        foreach (var table in Warehouse.Tables)
        {
            if (await bigQuery.FindTableAsync(table.Name, cancellationToken) is null)
            {
                await bigQuery.InsertTableAsync(table.Name, table.ResourceJson, cancellationToken);
            }
        }

        await new MartDeployment(bigQuery).ApplyAsync(progress: null, cancellationToken);
    }
}
