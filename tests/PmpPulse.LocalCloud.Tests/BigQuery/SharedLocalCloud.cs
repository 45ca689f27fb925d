using PmpPulse.LocalCloud.Testing;
using PmpPulse.LocalCloud.Tests.BigQuery;

[assembly: AssemblyFixture(typeof(SharedLocalCloud))]

namespace PmpPulse.LocalCloud.Tests.BigQuery;

/// <summary>One LocalCloud for all tests that only need their own project; the first such test starts it.</summary>
public sealed class SharedLocalCloud : IAsyncDisposable
{
    private static readonly Lazy<Task<LocalCloudFixture>> Started = new(() => LocalCloudFixture.StartAsync());

    public static async Task<Uri> AddressAsync() => (await Started.Value).Addresses.BigQuery;

    public async ValueTask DisposeAsync()
    {
        if (Started.IsValueCreated) await (await Started.Value).DisposeAsync();
    }
}
