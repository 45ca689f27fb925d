using PmpPulse.LocalCloud.BigQuery.Datasets;
using PmpPulse.LocalCloud.BigQuery.Discovery;
using PmpPulse.LocalCloud.BigQuery.Engine;
using PmpPulse.LocalCloud.BigQuery.Export;
using PmpPulse.LocalCloud.BigQuery.Jobs;
using PmpPulse.LocalCloud.BigQuery.MaterializedViews;
using PmpPulse.LocalCloud.BigQuery.Rest;
using PmpPulse.LocalCloud.BigQuery.TableData;
using PmpPulse.LocalCloud.BigQuery.Tables;
using PmpPulse.LocalCloud.BigQuery.Upkeep;
using PmpPulse.LocalCloud.Disk;
using PmpPulse.LocalCloud.Hosting;
using PmpPulse.LocalCloud.PubSub.Export;

namespace PmpPulse.LocalCloud.BigQuery;

/// <summary>BigQuery v2 (REST), over one DuckDB file in the data directory.</summary>
internal static class BigQueryApi
{
    public static IServiceCollection AddBigQuery(this IServiceCollection services)
    {
        services.AddSingleton<ViewKeeper>();
        services.AddSingleton(provider => Database.Open(
            new DatabaseOptions(provider.GetRequiredService<DataDirectory>().File("bigquery")),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<Database>>(),
            provider.GetRequiredService<DiskWatch>(),
            provider.GetRequiredService<ViewKeeper>()));
        services.AddSingleton<TableLayouts>();
        services.AddSingleton<TableFacts>();
        services.AddSingleton<DocumentSweep>();
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<RowExpiry>(
            provider, new RowRetention(provider.GetRequiredService<LocalCloudOptions>().Retention)));
        services.AddHostedService<UpkeepService>();
        services.AddSingleton<TableStore>();
        services.AddSingleton<InsertIds>();
        services.AddSingleton<QueryRunner>();
        services.AddSingleton<JobRegistry>();
        services.AddSingleton<DatasetStore>();
        services.AddSingleton<ITableSink, TableExport>();
        return services;
    }

    public static void MapBigQuery(this IEndpointRouteBuilder routes)
    {
        // open it now, so that a damaged file fails the start and not the first request
        routes.ServiceProvider.GetRequiredService<Database>();
        DiscoveryEndpoints.MapDocuments(routes);
        // Google's own clients disagree on the prefix
        foreach (var prefix in new[] { "/bigquery/v2", "" })
        {
            var rest = routes.MapGroup(prefix).AddEndpointFilter(BigQueryErrors.FilterAsync);
            DatasetEndpoints.Map(rest);
            TableEndpoints.Map(rest);
            TableDataEndpoints.Map(rest);
            DiscoveryEndpoints.MapProjects(rest);
            JobEndpoints.Map(rest);
            QueryEndpoints.Map(rest);
        }
    }
}
