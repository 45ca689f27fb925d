using PmpPulse.Contracts.Events;
using PmpPulse.GoogleCloud;
using PmpPulse.GoogleCloud.PubSub.Push;
using PmpPulse.GoogleCloud.StorageWrite;
using PmpPulse.ServiceDefaults.Hosting;
using PmpPulse.ServiceDefaults.Settings;
using PmpPulse.Writer.Files;
using PmpPulse.Writer.Push;
using PmpPulse.Writer.Raw;
using PmpPulse.Writer.Tables;

namespace PmpPulse.Writer;

/// <summary>Writes what Pub/Sub pushes to it into BigQuery, and acknowledges only what is durable there.</summary>
public static class WriterService
{
    /// <summary>Path that a push subscription calls.</summary>
    public const string PushPath = PushEndpoint.Path;

    /// <summary>Whether the dead-letter path may be rehearsed.</summary>
    public static readonly Setting DeadLetterTestSetting = new(
        "DLQ_TEST_ENABLED",
        $"true fails every message with the attribute {MessageAttributes.DeadLetterTest}=true with a 500, to rehearse the dead-letter path.",
        "true",
        Default: "false");

    /// <summary>Name, purpose and settings.</summary>
    public static readonly ServiceDescription Description = new(
        "pmp-writer", "Receives events pushed to POST /pubsub and appends them to BigQuery.", WriterOptions.Settings)
    {
        DefaultPort = 8111,
        MaxRequestBodyBytes = PushDeliveryReader.MaxBodyBytes,
    };

    /// <exception cref="SettingsException">A setting is missing or wrong.</exception>
    public static WebApplication Build(string[] args, HostedIn? host = null)
    {
        var service = ServiceBuilder.Create(Description, args, host);
        var options = WriterOptions.Read(service.Settings);
        var cloud = GoogleCloudOptions.Read(service.Settings);
        service.Settings.ThrowIfFaulty();
        service.Services.AddSingleton(options);
        service.Services.AddGoogleCloud(cloud);
        service.Services.AddKeyedSingleton(options.Feed.Writer.Table, (provider, _) => new TableWriter(provider.GetRequiredService<StorageWriteClient>(), options.Feed.Writer.Table));
        service.Services.AddKeyedSingleton(options.Feed.DeadLetters.Table, (provider, _) => new TableWriter(provider.GetRequiredService<StorageWriteClient>(), options.Feed.DeadLetters.Table));
        service.Services.AddSingleton<IMessageWriter>(provider => Writer(provider, options));
        service.Services.AddSingleton(provider => new DeadLetterWriter(provider.GetRequiredKeyedService<TableWriter>(options.Feed.DeadLetters.Table)));
        service.Services.AddSingleton<PushedMessages>();
        var app = service.Build();
        new PushEndpoint(app.Services.GetRequiredService<PushedMessages>().HandleAsync, app.Logger) { Span = (WriterTelemetry.Activities, "write " + options.Feed.Id) }.Map(app);
        return app;
    }

    private static IMessageWriter Writer(IServiceProvider provider, WriterOptions options)
    {
        var table = provider.GetRequiredKeyedService<TableWriter>(options.Feed.Writer.Table);
        return options.Kind.Written is { } written
            ? new FileWriter(table, written(table.Schema), options)
            : new RawWriter(table, options, provider.GetRequiredService<ILogger<RawWriter>>());
    }
}
