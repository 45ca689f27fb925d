using Google.Cloud.PubSub.V1;
using Google.Protobuf;
using PmpPulse.GoogleCloud.PubSub;
using PmpPulse.Testing;

namespace PmpPulse.GoogleCloud.Tests.Credentials;

/// <summary>These tests change the process's environment, which Google's library reads. No other test may look for credentials.</summary>
public sealed class GoogleAccessTokensTests : IDisposable
{
    private const string Variable = "GOOGLE_APPLICATION_CREDENTIALS";
    private readonly string? _before = Environment.GetEnvironmentVariable(Variable);
    private readonly TemporaryDirectory _directory = new();

    public GoogleAccessTokensTests() => Environment.SetEnvironmentVariable(Variable, Path.Combine(_directory.Path, "missing.json"));

    public void Dispose()
    {
        Environment.SetEnvironmentVariable(Variable, _before);
        _directory.Dispose();
    }

    [Fact]
    public async Task Grpc_NoCredentials_SaysWhatToDoAtOnce()
    {
        using var clients = GoogleCloudClients.Create(new GoogleCloudOptions { ProjectId = "p" });
        await using var publisher = clients.PubSub.CreatePublisher("t", new TopicPublisherOptions { TotalTimeout = TimeSpan.FromDays(1) });

        var act = () => publisher.PublishAsync(new PubsubMessage { Data = ByteString.CopyFromUtf8("1") });

        (await act.Should().ThrowAsync<GoogleCloudConfigurationException>()).WithMessage("*gcloud auth application-default login*PUBSUB_EMULATOR_HOST*");
    }

    [Fact]
    public async Task StreamingPull_NoCredentials_SaysWhatToDoAtOnce()
    {
        using var clients = GoogleCloudClients.Create(new GoogleCloudOptions { ProjectId = "p" });

        var act = () => clients.PubSub.CreateSubscriber("s").RunAsync((_, _) => Task.FromResult(Reply.Ack), CancellationToken.None);

        await act.Should().ThrowAsync<GoogleCloudConfigurationException>();
    }

    [Fact]
    public async Task Rest_NoCredentials_SaysWhatToDo()
    {
        using var clients = GoogleCloudClients.Create(new GoogleCloudOptions { ProjectId = "p" });

        var act = () => clients.BigQuery.QueryAsync("SELECT 1");

        (await act.Should().ThrowAsync<GoogleCloudConfigurationException>()).WithMessage("*BIGQUERY_EMULATOR_HOST*");
    }
}
