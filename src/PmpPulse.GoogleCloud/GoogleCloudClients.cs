using Microsoft.Extensions.Logging;
using PmpPulse.GoogleCloud.BigQuery;
using PmpPulse.GoogleCloud.PubSub;
using PmpPulse.GoogleCloud.Scheduler;
using PmpPulse.GoogleCloud.StorageWrite;

namespace PmpPulse.GoogleCloud;

/// <summary>All clients of one project with the connections they share. Thread-safe; closes the connections when disposed.</summary>
public sealed class GoogleCloudClients : IDisposable
{
    private GoogleCloudClients(GoogleCloudOptions options) => Options = options;

    public GoogleCloudOptions Options { get; }

    public PubSubClients PubSub => throw new NotImplementedException();

    public StorageWriteClient StorageWrite => throw new NotImplementedException();

    public BigQueryClient BigQuery => throw new NotImplementedException();

    public SchedulerClient Scheduler => throw new NotImplementedException();

    /// <summary>Makes the clients without connecting or looking for credentials yet.</summary>
    public static GoogleCloudClients Create(GoogleCloudOptions options, TimeProvider? timeProvider = null, ILoggerFactory? loggerFactory = null) => new(options);

    /// <inheritdoc />
    public void Dispose()
    {
    }
}
