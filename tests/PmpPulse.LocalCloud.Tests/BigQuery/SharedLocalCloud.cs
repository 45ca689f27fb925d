using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using PmpPulse.LocalCloud.Hosting;
using PmpPulse.LocalCloud.Tests.BigQuery;
using PmpPulse.ServiceDefaults;
using PmpPulse.Testing;

[assembly: AssemblyFixture(typeof(SharedLocalCloud))]

namespace PmpPulse.LocalCloud.Tests.BigQuery;

/// <summary>One LocalCloud for all tests that only need a project of their own; it starts with the first of them.</summary>
public sealed class SharedLocalCloud : IAsyncDisposable
{
    private static readonly TemporaryDirectory Data = new();
    private static readonly Lazy<Task<WebApplication>> Started = new(() => StartAsync(Data));

    public static async Task<Uri> AddressAsync() => (await Started.Value).Services.GetRequiredService<LocalCloudAddresses>().BigQuery;

    public static async Task<WebApplication> StartAsync(string dataDirectory)
    {
        var app = LocalCloudService.Build(
            ["--PUBSUB_PORT=0", "--BIGQUERY_PORT=0", "--SCHEDULER_PORT=0", $"--DATA_DIR={dataDirectory}"],
            new HostedIn(Serilog.Core.Logger.None));
        await app.StartAsync();
        return app;
    }

    public async ValueTask DisposeAsync()
    {
        if (Started.IsValueCreated)
        {
            var app = await Started.Value;
            await app.StopAsync();
            await app.DisposeAsync();
        }

        Data.Dispose();
    }
}
