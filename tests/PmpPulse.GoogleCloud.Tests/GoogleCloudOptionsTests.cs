using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using PmpPulse.GoogleCloud.BigQuery;
using PmpPulse.GoogleCloud.PubSub;

namespace PmpPulse.GoogleCloud.Tests;

public sealed class GoogleCloudOptionsTests
{
    [Fact]
    public void Read_Complete_ReadsAll()
    {
        var options = GoogleCloudOptions.Read(Settings(
            ("GOOGLE_CLOUD_PROJECT", "p"), ("PUBSUB_EMULATOR_HOST", "127.0.0.1:8085"), ("BIGQUERY_EMULATOR_HOST", "localhost:9050"), ("SCHEDULER_REGION", "here"),
            ("RUN_REGION", "there"), ("ADMIN_EMULATOR_HOST", "127.0.0.1:9")));

        options.Should().Be(new GoogleCloudOptions
        {
            ProjectId = "p",
            PubSubEmulatorHost = "127.0.0.1:8085",
            BigQueryEmulatorHost = "localhost:9050",
            SchedulerRegion = "here",
            RunRegion = "there",
            AdminEmulatorHost = "127.0.0.1:9",
        });
    }

    [Fact]
    public void Read_Faulty_NamesEverySettingAndItsRemedy()
    {
        var settings = Settings(("PUBSUB_EMULATOR_HOST", "http://127.0.0.1:8085"), ("BIGQUERY_EMULATOR_HOST", "nowhere"));

        GoogleCloudOptions.Read(settings);

        settings.Invoking(read => read.ThrowIfFaulty()).Should().Throw<SettingsException>().Which.Faults.Select(fault => fault.ToString()).Should().Equal(
            "GOOGLE_CLOUD_PROJECT: is required and not set; set it as environment variable or argument, such as GOOGLE_CLOUD_PROJECT=my-project",
            "PUBSUB_EMULATOR_HOST: 'http://127.0.0.1:8085' is not valid; give host:port without a scheme, such as PUBSUB_EMULATOR_HOST=127.0.0.1:8085",
            "BIGQUERY_EMULATOR_HOST: 'nowhere' is not valid; give host:port without a scheme, such as BIGQUERY_EMULATOR_HOST=127.0.0.1:9050");
    }

    [Fact]
    public void AddGoogleCloud_Always_RegistersClientsWithoutConnecting()
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddGoogleCloud(new GoogleCloudOptions { ProjectId = "p" });
        using var provider = services.BuildServiceProvider();

        provider.GetRequiredService<PubSubClients>().TopicName("t").Should().Be("projects/p/topics/t");
        provider.GetRequiredService<BigQueryClient>().ProjectId.Should().Be("p");
    }

    private static SettingsReader Settings(params (string Key, string Value)[] settings) =>
        new(new ConfigurationBuilder().AddInMemoryCollection(settings.ToDictionary(s => s.Key, s => (string?)s.Value)).Build());
}
