using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using PmpPulse.Collector.Feeds;
using PmpPulse.Collector.Http;
using PmpPulse.Collector.Types;
using PmpPulse.Contracts.Events;

namespace PmpPulse.Collector.Tests;

/// <summary>Each status event carries the vehicle types, and their file is refetched from time to time.</summary>
public sealed class VehicleTypesTests : IAsyncLifetime
{
    private const string Feed = """{"last_updated":1760778556,"data":{"stations":[{"station_id":1,"is_renting":1}]}}""";
    private const string Types = """{"last_updated":1,"data":{"vehicle_types":[{"vehicle_type_id":"a","form_factor":"bicycle","propulsion_type":"electric_assist","max_range_meters":9},{"vehicle_type_id":7,"form_factor":"bicycle","propulsion_type":"human"},{"odd":1}]}}""";
    private const string Reduced = """[{"vehicle_type_id":"a","form_factor":"bicycle","propulsion_type":"electric_assist"},{"vehicle_type_id":"7","form_factor":"bicycle","propulsion_type":"human"}]""";

    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 11, 30, 8, 0, 0, TimeSpan.Zero));
    private FakePubSub _pubSub = null!;

    public async ValueTask InitializeAsync() => _pubSub = await FakePubSub.StartAsync();

    public ValueTask DisposeAsync() => _pubSub.DisposeAsync();

    [Fact]
    public async Task Collect_TypesSet_AreInEveryEventAndFetchedOnce()
    {
        await using var feed = await ScriptedFeed.StartAsync(Feed);
        await using var types = await ScriptedFeed.StartAsync(Types);
        await using var collector = await CollectorServer.StartAsync(_pubSub, feed.Url, $"--VEHICLE_TYPES_URL={types.Url}");
        for (var i = 0; i < 3; i++)
        {
            var (status, body) = await collector.CollectAsync();
            status.Should().Be(HttpStatusCode.OK, body.ToJsonString());
            body["vehicleTypes"]!.GetValue<int>().Should().Be(2);
        }

        types.Requests.Should().ContainSingle();
        _pubSub.Published.Should().HaveCount(3).And.OnlyContain(p => TypesOf(p.Message.Data.Memory) == Reduced);
    }

    [Theory]
    [InlineData("<html></html>", "not JSON")]
    [InlineData("""{"data":{"stations":[]}}""", "data.vehicle_types")]
    [InlineData("[]", "data.vehicle_types")]
    [InlineData("", "not JSON")]
    public async Task Collect_UnreadableTypes_PublishesTheSnapshotAndSaysWhy(string answer, string reason)
    {
        await using var feed = await ScriptedFeed.StartAsync(Feed);
        await using var types = await ScriptedFeed.StartAsync(answer);
        await using var collector = await CollectorServer.StartAsync(_pubSub, feed.Url, $"--VEHICLE_TYPES_URL={types.Url}");
        var (status, body) = await collector.CollectAsync();
        status.Should().Be(HttpStatusCode.OK, body.ToJsonString());
        body["detail"]!.GetValue<string>().Should().StartWith("Vehicle types not refreshed: ").And.Contain(reason);
        TypesOf(_pubSub.Published.Single().Message.Data.Memory).Should().BeEmpty();
    }

    [Fact]
    public async Task Collect_NoTypesSet_LeavesTheEventUnchanged()
    {
        await using var feed = await ScriptedFeed.StartAsync(Feed);
        await using var collector = await CollectorServer.StartAsync(_pubSub, feed.Url);
        (await collector.CollectAsync()).Body["vehicleTypes"].Should().BeNull();
        System.Text.Encoding.UTF8.GetString(_pubSub.Published.Single().Message.Data.Span).Should().NotContain("vehicle_types");
    }

    [Fact]
    public async Task Get_AfterAnHour_RefetchesConditionallyAndKeepsTypesOnFailure()
    {
        var (status, body) = (200, Types);
        await using var server = await ScriptedFeed.StartAsync((context, _) =>
        {
            context.Response.StatusCode = context.Request.Headers.IfNoneMatch == "\"v1\"" && status == 200 ? 304 : status;
            context.Response.Headers.ETag = "\"v1\"";
            return context.Response.StatusCode == 304 ? Task.CompletedTask : context.Response.WriteAsync(body);
        });
        using var cache = Cache(server.Url);
        (await cache.GetAsync(CancellationToken.None)).Count.Should().Be(2);

        _clock.Advance(TimeSpan.FromMinutes(59));
        await cache.GetAsync(CancellationToken.None);
        server.Requests.Should().ContainSingle();
        _clock.Advance(TimeSpan.FromMinutes(2));
        (await cache.GetAsync(CancellationToken.None)).Should().BeEquivalentTo(new { Count = 2, Failure = (string?)null });
        server.Requests.Should().HaveCount(2);

        (status, body) = (503, "gone");
        _clock.Advance(TimeSpan.FromHours(1));
        var failed = await cache.GetAsync(CancellationToken.None);
        failed.Count.Should().Be(2);
        failed.Failure.Should().Contain("503");
        await cache.GetAsync(CancellationToken.None);
        server.Requests.Should().HaveCount(3, "a failure is not retried at each poll");
        status = 200;
        _clock.Advance(TimeSpan.FromMinutes(6));
        (await cache.GetAsync(CancellationToken.None)).Should().BeEquivalentTo(new { Count = 2, Failure = (string?)null });
        server.Requests.Should().HaveCount(4);
    }

    [Fact]
    public async Task Get_ServerAsksForAWait_IsRespected()
    {
        await using var server = await ScriptedFeed.StartAsync((context, _) =>
        {
            context.Response.StatusCode = 429;
            context.Response.Headers.RetryAfter = "1800";
            return Task.CompletedTask;
        });
        using var cache = Cache(server.Url);
        await cache.GetAsync(CancellationToken.None);
        _clock.Advance(TimeSpan.FromMinutes(29));
        (await cache.GetAsync(CancellationToken.None)).Failure.Should().Contain("429");
        server.Requests.Should().ContainSingle();
        _clock.Advance(TimeSpan.FromMinutes(2));
        await cache.GetAsync(CancellationToken.None);
        server.Requests.Should().HaveCount(2);
    }

    [Fact]
    public async Task Get_TooManyTypes_AreNotCarried()
    {
        var many = string.Join(',', Enumerable.Range(0, 5_000).Select(n => $$"""{"vehicle_type_id":"{{n}}","form_factor":"bicycle"}"""));
        await using var server = await ScriptedFeed.StartAsync($$$"""{"data":{"vehicle_types":[{{{many}}}]}}""");
        using var cache = Cache(server.Url);
        var state = await cache.GetAsync(CancellationToken.None);
        state.Json.IsEmpty.Should().BeTrue();
        state.Failure.Should().Contain("100000");
    }

    [Fact]
    public void Build_TypesForInformation_IsRefused()
    {
        var build = () => CollectorService.Build(
            ["--FEED_ID=velib.station_information", "--VEHICLE_TYPES_URL=https://x.example/t.json"], new PmpPulse.ServiceDefaults.Hosting.HostedIn(Serilog.Core.Logger.None));
        build.Should().Throw<SettingsException>().Which.Faults.Should().Contain(f => f.Name == "VEHICLE_TYPES_URL");
    }

    private VehicleTypesCache Cache(string url) =>
        new(new FeedServer(new Uri(url), new HostList(new Uri(url), [], false), 1_000_000, _clock), _clock, NullLogger<VehicleTypesCache>.Instance);

    private static string TypesOf(ReadOnlyMemory<byte> message) =>
        System.Text.Encoding.UTF8.GetString(EventEnvelopeReader.Read(message).Envelope!.VehicleTypes.Span);
}
