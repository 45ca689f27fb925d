using System.Net;
using System.Text.Json.Nodes;
using Google.Cloud.PubSub.V1;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using PmpPulse.LocalCloud.Tests.BigQuery;
using PmpPulse.LocalCloud.Tests.Hosting;
using PmpPulse.Testing;

namespace PmpPulse.LocalCloud.Tests.PubSub;

/// <summary>BigQuery subscriptions from topic to table, over LocalCloud's real ports.</summary>
public sealed class BigQueryExportTests : IAsyncLifetime
{
    private const string Project = "test-project";
    private const string Metadata = """
        {"name":"subscription_name","type":"STRING"},{"name":"message_id","type":"STRING"},{"name":"publish_time","type":"TIMESTAMP"},{"name":"attributes","type":"JSON"}
        """;

    private PubSubHost _host = null!;
    private BigQueryHost _bigQuery = null!;

    public async ValueTask InitializeAsync()
    {
        _host = await PubSubHost.StartAsync();
        _bigQuery = BigQueryHost.Connect(_host.Addresses.BigQuery, Project);
        await _host.CreateTopicAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _bigQuery.DisposeAsync();
        await _host.DisposeAsync();
    }

    [Fact]
    public async Task Export_WithMetadata_WritesEveryColumn()
    {
        await CreateTableAsync($$"""[{{Metadata}},{"name":"data","type":"BYTES"},{"name":"note","type":"STRING"},{"name":"tags","type":"STRING","mode":"REPEATED"}]""");
        await CreateAsync(metadata: true);
        var request = new PublishRequest { Topic = PubSubHost.TopicName("test-topic") };
        request.Messages.Add(new PubsubMessage
        {
            Data = ByteString.CopyFrom(0, 255, 10),
            Attributes = { ["source"] = "vélib \"☃\"", ["b"] = "2" },
            OrderingKey = "key",
        });
        request.Messages.Add(new PubsubMessage { Attributes = { ["only"] = "attributes" } });
        var ids = (await _host.Publisher.PublishAsync(request)).MessageIds;

        var rows = await RowsAsync(2, "subscription_name, message_id, TO_BASE64(data), TO_JSON_STRING(attributes), note, publish_time IS NOT NULL, ARRAY_LENGTH(tags)");

        rows.Should().Equal(
            Row("projects/test-project/subscriptions/test-subscription", ids[0], "AP8K", """{"b":"2","ordering_key":"key","source":"vélib \"☃\""}""", null, "true", "0"),
            Row("projects/test-project/subscriptions/test-subscription", ids[1], "", """{"only":"attributes"}""", null, "true", "0"));
        await DrainedAsync();
    }

    [Theory]
    [InlineData("STRING", "SELECT data", "plain")]
    [InlineData("BYTES", "SELECT SAFE_CONVERT_BYTES_TO_STRING(data)", "plain")]
    [InlineData("JSON", "SELECT TO_JSON_STRING(data)", """{"b":1,"a":[2.5]}""", """{"a":[2.5],"b":1}""")]
    public async Task Export_WithoutMetadata_WritesDataInTheColumnsType(string type, string select, string data, string? expected = null)
    {
        await CreateTableAsync($$"""[{"name":"Data","type":"{{type}}"},{"name":"message_id","type":"STRING"}]""");
        await CreateAsync(metadata: false);
        await _host.PublishAsync(data);

        (await RowsAsync(1, $"{select[7..]}, message_id")).Should().Equal(Row(expected ?? data, null));
    }

    [Theory]
    [InlineData("JSON", "no JSON", "data is JSON")]
    [InlineData("JSON", "", "data is JSON")]
    [InlineData("STRING", "\xff", "UTF-8")]
    public async Task Export_DataRejectedByTheColumn_IsDeadLetteredWithTheReason(string type, string data, string reason)
    {
        await CreateTableAsync($$"""[{{Metadata}},{"name":"data","type":"{{type}}"}]""");
        await CreateWithDeadLettersAsync();
        var request = new PublishRequest { Topic = PubSubHost.TopicName("test-topic") };
        request.Messages.Add(new PubsubMessage { Data = ByteString.CopyFromUtf8("1") });
        request.Messages.Add(new PubsubMessage { Data = ByteString.CopyFrom(data, System.Text.Encoding.Latin1), Attributes = { ["a"] = "b" } });
        request.Messages.Add(new PubsubMessage { Data = ByteString.CopyFromUtf8("2") });
        var ids = (await _host.Publisher.PublishAsync(request)).MessageIds;

        var dead = (await PullAsync("hold")).Message;

        dead.Attributes["a"].Should().Be("b");
        dead.Attributes["CloudPubSubDeadLetterSourceDeliveryCount"].Should().Be("5");
        dead.Attributes["CloudPubSubDeadLetterSourceDeliveryErrorMessage"].Should().Contain(reason);
        (await RowsAsync(2, "message_id")).Should().Equal(Row(ids[0]), Row(ids[2]));
        await DrainedAsync();
    }

    [Fact]
    public async Task Export_TableDeletedAndRecreated_MessagesWaitUncountedThenArrive()
    {
        var fields = $$"""[{{Metadata}},{"name":"data","type":"BYTES"}]""";
        await CreateTableAsync(fields);
        await CreateWithDeadLettersAsync();
        (await StateAsync()).Should().Be((Subscription.Types.State.Active, BigQueryConfig.Types.State.Active));

        await _bigQuery.SendAsync(HttpMethod.Delete, "datasets/ops/tables/letters", null, HttpStatusCode.NoContent);
        await _host.PublishAsync("one", "two");

        (await StateAsync()).Should().Be((Subscription.Types.State.ResourceError, BigQueryConfig.Types.State.NotFound));
        var (status, body) = await _host.SendAsync(HttpMethod.Get, "projects/test-project/subscriptions/test-subscription");
        status.Should().Be(HttpStatusCode.OK);
        body!["state"]!.GetValue<string>().Should().Be("RESOURCE_ERROR");
        body["bigqueryConfig"]!["state"]!.GetValue<string>().Should().Be("NOT_FOUND");

        await CreateTableAsync("""[{"name":"data","type":"INT64"}]""");
        (await StateAsync()).BigQuery.Should().Be(BigQueryConfig.Types.State.SchemaMismatch);
        await _bigQuery.SendAsync(HttpMethod.Delete, "datasets/ops/tables/letters", null, HttpStatusCode.NoContent);
        (await _host.PullNowAsync(id: "hold")).Should().BeEmpty();

        await CreateTableAsync(fields);

        (await RowsAsync(2, "SAFE_CONVERT_BYTES_TO_STRING(data)")).Should().Equal(Row("one"), Row("two"));
        (await StateAsync()).Should().Be((Subscription.Types.State.Active, BigQueryConfig.Types.State.Active));
        (await _host.PullNowAsync(id: "hold")).Should().BeEmpty();
    }

    [Fact]
    public async Task Export_FiveHundredMessagesWithTheLargestAttributes_AllArriveOnce()
    {
        await CreateTableAsync($$"""[{{Metadata}},{"name":"data","type":"BYTES"}]""");
        await CreateAsync(metadata: true);
        var request = new PublishRequest { Topic = PubSubHost.TopicName("test-topic") };
        for (var i = 0; i < 500; i++) request.Messages.Add(new PubsubMessage { Data = ByteString.CopyFromUtf8($"{i}") });
        // 100 attributes of 1,024 bytes: Pub/Sub's limits
        for (var i = 0; i < 100; i++) request.Messages[250].Attributes[$"{i:d3}"] = new string((char)('a' + (i % 26)), 1024);
        var ids = (await _host.Publisher.PublishAsync(request)).MessageIds;

        var rows = await RowsAsync(500, "message_id");

        rows.Should().BeEquivalentTo(ids.Select(id => Row(id)));
        var large = await _bigQuery.QueryAsync("SELECT TO_JSON_STRING(attributes) AS a FROM ops.letters ORDER BY LENGTH(TO_JSON_STRING(attributes)) DESC LIMIT 1");
        var attributes = JsonNode.Parse(large["rows"]![0]!["f"]![0]!["v"]!.GetValue<string>())!.AsObject();
        attributes.Should().HaveCount(100);
        attributes["099"]!.GetValue<string>().Should().Be(new string('v', 1024));
    }

    [Fact]
    [Trait("Category", "Slow")]
    public async Task Kill_WhileExporting_EveryPublishedMessageIsInTheTable()
    {
        using var directory = new TemporaryDirectory();
        var published = new List<string>();
        for (var round = 0; round < 3; round++)
        {
            await using var process = await LocalCloudProcess.StartAsync(directory);
            await using var bigQuery = BigQueryHost.Connect(new Uri(process.BigQuery), Project);
            using var channel = GrpcChannel.ForAddress(process.PubSub);
            var publisher = new Publisher.PublisherClient(channel);
            if (round == 0)
            {
                await bigQuery.CreateTableAsync("ops", "letters", $$"""[{{Metadata}},{"name":"data","type":"BYTES"}]""");
                await publisher.CreateTopicAsync(new Topic { Name = PubSubHost.TopicName("test-topic") });
                await new Subscriber.SubscriberClient(channel).CreateSubscriptionAsync(Export(metadata: true));
            }

            for (var batch = 0; batch < 10; batch++)
            {
                var request = new PublishRequest { Topic = PubSubHost.TopicName("test-topic") };
                for (var i = 0; i < 50; i++) request.Messages.Add(new PubsubMessage { Data = ByteString.CopyFromUtf8($"{round}-{batch}-{i}") });
                published.AddRange((await publisher.PublishAsync(request)).MessageIds);
            }

            process.Kill();
        }

        await using var restarted = await PubSubHost.StartAsync(dataDirectory: directory);
        await using var warehouse = BigQueryHost.Connect(restarted.Addresses.BigQuery, Project);
        await Eventually.IsTrueAsync(async () => (await IdsAsync(warehouse)).IsSupersetOf(published));
        (await IdsAsync(warehouse)).Should().BeEquivalentTo(published);
    }

    [Theory]
    [InlineData("p", StatusCode.InvalidArgument, "project.dataset.table")]
    [InlineData("test-project.ops.missing", StatusCode.NotFound, "cannot be found")]
    [InlineData("test-project.ops.letters", StatusCode.InvalidArgument, "attributes: expected STRING or JSON, got INT64")]
    [InlineData("test-project.ops.lacking", StatusCode.InvalidArgument, "no field subscription_name")]
    [InlineData("test-project.ops.demanding", StatusCode.InvalidArgument, "more: it is REQUIRED")]
    public async Task Create_UnsuitableTable_IsRefusedByName(string table, StatusCode code, string message)
    {
        await CreateTableAsync($$"""[{{Metadata.Replace("JSON", "INT64", StringComparison.Ordinal)}},{"name":"data","type":"BYTES"}]""");
        await _bigQuery.CreateTableAsync("ops", "lacking", """[{"name":"data","type":"BYTES"}]""");
        await _bigQuery.CreateTableAsync("ops", "demanding", $$"""[{{Metadata}},{"name":"data","type":"BYTES"},{"name":"more","type":"STRING","mode":"REQUIRED"}]""");

        var create = async () => await _host.CreateSubscriptionAsync(change: s => s.BigqueryConfig = new BigQueryConfig { Table = table, WriteMetadata = true });

        var refusal = (await create.Should().ThrowAsync<RpcException>()).Which;
        refusal.StatusCode.Should().Be(code);
        refusal.Status.Detail.Should().Contain(message);
        var (status, body) = await _host.SendAsync(
            HttpMethod.Put, "projects/test-project/subscriptions/test-subscription",
            $$$"""{"topic":"projects/test-project/topics/test-topic","bigqueryConfig":{"table":"{{{table}}}","writeMetadata":true}}""");
        status.Should().Be(code == StatusCode.NotFound ? HttpStatusCode.NotFound : HttpStatusCode.BadRequest);
        body!["error"]!["message"]!.GetValue<string>().Should().Contain(message);
    }

    [Fact]
    public async Task Create_UnsupportedOptions_AreRefusedByName()
    {
        await CreateTableAsync("""[{"name":"data","type":"BYTES"}]""");
        foreach (var (name, code, set) in new (string, StatusCode, Action<BigQueryConfig>)[]
        {
            ("use_topic_schema", StatusCode.Unimplemented, c => c.UseTopicSchema = true),
            ("use_table_schema", StatusCode.Unimplemented, c => c.UseTableSchema = true),
            ("service_account_email", StatusCode.Unimplemented, c => c.ServiceAccountEmail = "a@b"),
            ("drop_unknown_fields", StatusCode.InvalidArgument, c => c.DropUnknownFields = true),
        })
        {
            var create = async () => await _host.CreateSubscriptionAsync(change: s =>
            {
                s.BigqueryConfig = new BigQueryConfig { Table = "test-project.ops.letters" };
                set(s.BigqueryConfig);
            });

            var refusal = (await create.Should().ThrowAsync<RpcException>()).Which;
            refusal.StatusCode.Should().Be(code);
            refusal.Status.Detail.Should().Contain(name);
        }
    }

    private static string Row(params string?[] cells) => string.Join('|', cells.Select(cell => cell ?? "NULL"));

    private static Subscription Export(bool metadata) => new()
    {
        Name = PubSubHost.SubscriptionName("test-subscription"),
        Topic = PubSubHost.TopicName("test-topic"),
        BigqueryConfig = new BigQueryConfig { Table = "test-project.ops.letters", WriteMetadata = metadata },
    };

    private static async Task<HashSet<string>> IdsAsync(BigQueryHost warehouse)
    {
        var answer = await warehouse.QueryAsync("SELECT DISTINCT message_id FROM ops.letters");
        return [.. (answer["rows"]?.AsArray() ?? []).Select(row => row!["f"]![0]!["v"]!.GetValue<string>())];
    }

    private Task CreateTableAsync(string fields) => _bigQuery.CreateTableAsync("ops", "letters", fields);

    private async Task CreateAsync(bool metadata) => await _host.Subscriber.CreateSubscriptionAsync(Export(metadata));

    private async Task CreateWithDeadLettersAsync()
    {
        var deadLetters = await _host.CreateTopicAsync("dead-letters");
        await _host.CreateSubscriptionAsync("hold", s => s.Topic = deadLetters);
        var export = Export(metadata: true);
        export.DeadLetterPolicy = new DeadLetterPolicy { DeadLetterTopic = deadLetters };
        export.RetryPolicy = new RetryPolicy { MinimumBackoff = new(), MaximumBackoff = new() };
        await _host.Subscriber.CreateSubscriptionAsync(export);
    }

    private async Task<(Subscription.Types.State Subscription, BigQueryConfig.Types.State BigQuery)> StateAsync()
    {
        var subscription = await _host.Subscriber.GetSubscriptionAsync(
            new GetSubscriptionRequest { Subscription = PubSubHost.SubscriptionName("test-subscription") });
        return (subscription.State, subscription.BigqueryConfig.State);
    }

    private async Task<ReceivedMessage> PullAsync(string subscription)
    {
        IReadOnlyList<ReceivedMessage> pulled = [];
        await Eventually.IsTrueAsync(async () => (pulled = await _host.PullNowAsync(id: subscription)).Count > 0);
        return pulled.Should().ContainSingle().Subject;
    }

    /// <summary>Waits for that many rows and returns them by id, one line per row.</summary>
    private async Task<IReadOnlyList<string>> RowsAsync(int count, string columns)
    {
        JsonArray rows = [];
        await Eventually.IsTrueAsync(async () =>
        {
            var answer = await _bigQuery.QueryAsync($"SELECT {columns} FROM ops.letters ORDER BY message_id");
            rows = answer["rows"]?.AsArray() ?? [];
            return rows.Count >= count;
        });
        return [.. rows.Select(row => Row([.. row!["f"]!.AsArray().Select(cell => cell!["v"]?.GetValue<string>())]))];
    }

    /// <summary>Waits until the backlog is empty, so that the exported messages are acknowledged too.</summary>
    private async Task DrainedAsync()
    {
        await _host.Subscriber.UpdateSubscriptionAsync(new UpdateSubscriptionRequest
        {
            Subscription = new Subscription { Name = PubSubHost.SubscriptionName("test-subscription") },
            UpdateMask = new() { Paths = { "bigquery_config" } },
        });
        (await _host.PullNowAsync()).Should().BeEmpty();
    }
}
