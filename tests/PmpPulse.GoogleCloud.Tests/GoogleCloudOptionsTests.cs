using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using PmpPulse.GoogleCloud.BigQuery;
using PmpPulse.GoogleCloud.PubSub;

namespace PmpPulse.GoogleCloud.Tests;

public sealed class GoogleCloudOptionsTests
{
    [Fact]
    public void FromConfiguration_Complete_ReadsAll()
    {
        var options = GoogleCloudOptions.FromConfiguration(Configuration(
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
    public void FromConfiguration_Faulty_NamesEverySettingAndItsRemedy()
    {
        var act = () => GoogleCloudOptions.FromConfiguration(Configuration(("PUBSUB_EMULATOR_HOST", "http://127.0.0.1:8085"), ("BIGQUERY_EMULATOR_HOST", "nowhere")));

        act.Should().Throw<GoogleCloudConfigurationException>().Which.Message
            .Should().Contain("GOOGLE_CLOUD_PROJECT is not set").And.Contain("PUBSUB_EMULATOR_HOST is 'http://127.0.0.1:8085': give host:port").And.Contain("BIGQUERY_EMULATOR_HOST");
    }

    [Fact]
    public void AddGoogleCloud_Always_GivesTheClientsWithoutConnecting()
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddGoogleCloud(Configuration(("GOOGLE_CLOUD_PROJECT", "p")));
        using var provider = services.BuildServiceProvider();

        provider.GetRequiredService<PubSubClients>().TopicName("t").Should().Be("projects/p/topics/t");
        provider.GetRequiredService<BigQueryClient>().ProjectId.Should().Be("p");
    }

    private static IConfiguration Configuration(params (string Key, string Value)[] settings) =>
        new ConfigurationBuilder().AddInMemoryCollection(settings.ToDictionary(s => s.Key, s => (string?)s.Value)).Build();
}
