using System.Globalization;
using System.Net.Http.Json;
using Google.Cloud.PubSub.V1;
using Google.Protobuf;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using PmpPulse.Testing;

namespace PmpPulse.LocalCloud.Tests.PubSub;

public sealed class PushTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    [Fact]
    public async Task Push_Message_HasGooglesWrapper()
    {
        await using var host = await PubSubHost.StartAsync();
        await using var receiver = await PushReceiver.StartAsync();
        var topic = await host.CreateTopicAsync();
        await host.CreateSubscriptionAsync(change: s => s.PushConfig = new PushConfig { PushEndpoint = receiver.Endpoint });

        var message = new PubsubMessage { Data = ByteString.CopyFromUtf8("héllo <&>"), OrderingKey = "k", Attributes = { ["a+b"] = "é\"" } };
        var id = (await host.Publisher.PublishAsync(new PublishRequest { Topic = topic, Messages = { message } })).MessageIds.Single();
        var request = await receiver.NextAsync();

        request.Method.Should().Be("POST");
        request.ContentType.Should().Be("application/json");
        request.Authorization.Should().BeEmpty();
        request.Text.Should().Be("héllo <&>");
        var body = request.Body.AsObject();
        body.Select(p => p.Key).Should().BeEquivalentTo("message", "subscription");
        body["subscription"]!.GetValue<string>().Should().Be(PubSubHost.SubscriptionName("test-subscription"));
        var wrapped = body["message"]!.AsObject();
        wrapped.Select(p => p.Key).Should().BeEquivalentTo("attributes", "data", "messageId", "message_id", "orderingKey", "publishTime", "publish_time");
        wrapped["attributes"]!["a+b"]!.GetValue<string>().Should().Be("é\"");
        wrapped["messageId"]!.GetValue<string>().Should().Be(id);
        wrapped["message_id"]!.GetValue<string>().Should().Be(id);
        wrapped["orderingKey"]!.GetValue<string>().Should().Be("k");
        var published = DateTimeOffset.Parse(wrapped["publishTime"]!.GetValue<string>(), CultureInfo.InvariantCulture);
        published.Should().BeCloseTo(TimeProvider.System.GetUtcNow(), TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task Push_OidcToken_IsSignedWithThePublishedKey()
    {
        await using var host = await PubSubHost.StartAsync();
        await using var receiver = await PushReceiver.StartAsync();
        await host.CreateTopicAsync();
        const string Email = "pubsub-push@test-project.iam.gserviceaccount.com";
        await host.CreateSubscriptionAsync(change: s => s.PushConfig = new PushConfig
        {
            PushEndpoint = receiver.Endpoint,
            OidcToken = new PushConfig.Types.OidcToken { ServiceAccountEmail = Email, Audience = "https://writer.test" },
        });

        await host.PublishAsync("signed");
        var request = await receiver.NextAsync();

        request.Authorization.Should().StartWith("Bearer ");
        var validated = await ValidateAsync(host, request.Authorization["Bearer ".Length..], "https://writer.test");
        validated.IsValid.Should().BeTrue(validated.Exception?.ToString());
        var claims = validated.Claims;
        claims["email"].Should().Be(Email);
        claims["email_verified"].Should().Be(true);
        claims["sub"].Should().BeOfType<string>().Which.Should().MatchRegex("^[0-9]{21}$");
        claims["azp"].Should().Be(claims["sub"]);
        ((long)claims["exp"] - (long)claims["iat"]).Should().Be(3600);
    }

    [Fact]
    public async Task Push_NoAudience_TokenNamesTheEndpoint()
    {
        await using var host = await PubSubHost.StartAsync();
        await using var receiver = await PushReceiver.StartAsync();
        await host.CreateTopicAsync();
        await host.CreateSubscriptionAsync(change: s => s.PushConfig = new PushConfig
        {
            PushEndpoint = receiver.Endpoint,
            OidcToken = new PushConfig.Types.OidcToken { ServiceAccountEmail = "a@b.test" },
        });

        await host.PublishAsync("signed");
        var token = (await receiver.NextAsync()).Authorization["Bearer ".Length..];

        (await ValidateAsync(host, token, receiver.Endpoint)).IsValid.Should().BeTrue();
        (await ValidateAsync(host, token, "https://other.test")).IsValid.Should().BeFalse();
    }

    [Theory]
    [InlineData(200)]
    [InlineData(201)]
    [InlineData(202)]
    [InlineData(204)]
    public async Task Push_SuccessStatus_Acknowledges(int status)
    {
        var clock = new FakeTimeProvider(Start);
        await using var host = await PubSubHost.StartAsync(clock);
        await using var receiver = await PushReceiver.StartAsync();
        receiver.Answer = _ => Task.FromResult(status);
        await SubscribeAsync(host, receiver);

        await host.PublishAsync("one");
        await receiver.NextAsync();
        await host.PublishAsync("two");
        await receiver.NextAsync();
        await AdvanceAsync(clock, TimeSpan.FromMinutes(2));

        receiver.HasMore.Should().BeFalse("acknowledged messages are not sent again");
    }

    [Theory]
    [InlineData(203)]
    [InlineData(301)]
    [InlineData(400)]
    [InlineData(404)]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    public async Task Push_OtherStatus_IsRetried(int status)
    {
        await using var host = await PubSubHost.StartAsync();
        await using var receiver = await PushReceiver.StartAsync();
        var answers = new Queue<int>([status, 204]);
        receiver.Answer = _ => Task.FromResult(answers.Dequeue());
        await SubscribeAsync(host, receiver);

        await host.PublishAsync("one");

        (await receiver.NextAsync()).Text.Should().Be("one");
        (await receiver.NextAsync()).Text.Should().Be("one");
    }

    [Fact]
    [Trait("Category", "Slow")]
    public async Task Push_EndpointKeepsFailing_BacksOffFrom100MillisecondsTo60Seconds()
    {
        var clock = new FakeTimeProvider(Start);
        await using var host = await PubSubHost.StartAsync(clock);
        await using var receiver = await PushReceiver.StartAsync();
        var times = new List<DateTimeOffset>();
        receiver.Answer = _ =>
        {
            times.Add(clock.GetUtcNow());
            return Task.FromResult(500);
        };
        await SubscribeAsync(host, receiver);
        await host.PublishAsync("bad");

        await UntilAsync(() => times.Count > 0, clock, TimeSpan.Zero);
        var pause = TimeSpan.FromMilliseconds(100);
        for (var attempt = 1; attempt < 13; attempt++)
        {
            // small steps: the request's own time must not look like a pause four times as long
            await UntilAsync(() => times.Count > attempt, clock, pause / 100);
            (times[attempt] - times[attempt - 1]).Should().BeGreaterThanOrEqualTo(pause).And.BeLessThan(pause * 4);
            pause = TimeSpan.FromSeconds(Math.Min(60, pause.TotalSeconds * 2));
        }
    }

    [Fact]
    public async Task Push_BrokenEndpointWithABacklog_IsNotFlooded()
    {
        var clock = new FakeTimeProvider(Start);
        await using var host = await PubSubHost.StartAsync(clock);
        await using var receiver = await PushReceiver.StartAsync();
        receiver.Answer = _ => Task.FromResult(500);
        await SubscribeAsync(host, receiver);

        await host.PublishAsync([.. Enumerable.Range(0, 500).Select(i => $"m{i}")]);
        await UntilAsync(() => receiver.All.Count >= 4, clock, TimeSpan.Zero);
        await AdvanceAsync(clock, TimeSpan.FromSeconds(10));

        receiver.All.Count.Should().BeInRange(4, 40, "the window shrinks to one and every round doubles the pause");
    }

    [Fact]
    public async Task Push_EndpointIsHealthy_WindowOpens()
    {
        await using var host = await PubSubHost.StartAsync();
        await using var receiver = await PushReceiver.StartAsync();
        // answers the first 100 at once, later ones only when more are in flight than the initial window
        receiver.Answer = async _ =>
        {
            if (receiver.All.Count > 100) await Eventually.IsTrueAsync(() => receiver.MaxUnderWay > 8);
            return 204;
        };
        await SubscribeAsync(host, receiver);

        await host.PublishAsync([.. Enumerable.Range(0, 300).Select(i => $"m{i}")]);
        for (var i = 0; i < 300; i++) await receiver.NextAsync();

        receiver.MaxUnderWay.Should().BeGreaterThan(8, "it starts with 4 and grows with each success");
        receiver.All.Select(r => r.Text).Should().OnlyHaveUniqueItems();
    }

    [Fact]
    public async Task Push_NoAnswerWithinTheAckDeadline_IsRepeated()
    {
        var clock = new FakeTimeProvider(Start);
        await using var host = await PubSubHost.StartAsync(clock);
        await using var receiver = await PushReceiver.StartAsync();
        var never = new TaskCompletionSource();
        receiver.Answer = async _ =>
        {
            if (receiver.All.Count == 1) await never.Task;
            return 204;
        };
        await SubscribeAsync(host, receiver);
        await host.PublishAsync("slow");
        await receiver.NextAsync();

        await UntilAsync(() => receiver.All.Count == 2, clock, TimeSpan.FromSeconds(1));
        never.SetResult();

        (await receiver.NextAsync()).Text.Should().Be("slow");
    }

    [Fact]
    public async Task Push_Ordered_HasOneOutstandingMessageOfAKeyAndKeepsOrderThroughFailures()
    {
        await using var host = await PubSubHost.StartAsync();
        await using var receiver = await PushReceiver.StartAsync();
        var failures = new Dictionary<string, int> { ["a2"] = 2, ["b1"] = 1 };
        var underWay = new Dictionary<char, int>();
        var overlapped = false;
        receiver.Answer = async request =>
        {
            lock (underWay) overlapped |= (underWay[request.Text[0]] = underWay.GetValueOrDefault(request.Text[0]) + 1) > 1;
            await Task.Delay(TimeSpan.FromMilliseconds(10));
            lock (underWay)
            {
                underWay[request.Text[0]]--;
                return failures.TryGetValue(request.Text, out var left) && left > 0 && (failures[request.Text] = left - 1) >= 0 ? 500 : 204;
            }
        };
        await SubscribeAsync(host, receiver, s => s.EnableMessageOrdering = true);

        await host.PublishKeyedAsync("a", "a1", "a2", "a3");
        await host.PublishKeyedAsync("b", "b1", "b2");
        while (receiver.All.Count < 8) await receiver.NextAsync();

        overlapped.Should().BeFalse();
        var texts = receiver.All.Select(r => r.Text).ToArray();
        texts.Where(t => t[0] == 'a').Should().Equal("a1", "a2", "a2", "a2", "a3");
        texts.Where(t => t[0] == 'b').Should().Equal("b1", "b1", "b2");
    }

    [Fact]
    public async Task ModifyPushConfig_PullToPushAndBack_ChangesWhoGetsTheMessages()
    {
        await using var host = await PubSubHost.StartAsync();
        await using var receiver = await PushReceiver.StartAsync();
        await host.CreateTopicAsync();
        var name = await host.CreateSubscriptionAsync();
        await host.PublishAsync("waiting");

        await host.Subscriber.ModifyPushConfigAsync(
            new ModifyPushConfigRequest { Subscription = name, PushConfig = new PushConfig { PushEndpoint = receiver.Endpoint } });
        (await receiver.NextAsync()).Text.Should().Be("waiting");
        await host.Subscriber.ModifyPushConfigAsync(new ModifyPushConfigRequest { Subscription = name });
        await host.PublishAsync("pulled");

        Texts.Of(await host.PullAsync()).Should().Equal("pulled");
        receiver.HasMore.Should().BeFalse();
    }

    [Fact]
    public async Task Push_RetryPolicy_SetsTheFloor()
    {
        var clock = new FakeTimeProvider(Start);
        await using var host = await PubSubHost.StartAsync(clock);
        await using var receiver = await PushReceiver.StartAsync();
        var times = new List<DateTimeOffset>();
        receiver.Answer = _ =>
        {
            times.Add(clock.GetUtcNow());
            return Task.FromResult(times.Count < 3 ? StatusCodes.Status500InternalServerError : StatusCodes.Status204NoContent);
        };
        await SubscribeAsync(host, receiver, s => s.RetryPolicy = new RetryPolicy { MinimumBackoff = new() { Seconds = 30 }, MaximumBackoff = new() { Seconds = 40 } });
        await host.PublishAsync("bad");

        await UntilAsync(() => times.Count == 3, clock, TimeSpan.FromMilliseconds(100));

        (times[1] - times[0]).Should().BeGreaterThanOrEqualTo(TimeSpan.FromSeconds(30));
        (times[2] - times[1]).Should().BeGreaterThanOrEqualTo(TimeSpan.FromSeconds(40)).And.BeLessThan(TimeSpan.FromSeconds(60), "60 s are above the ceiling");
    }

    private static async Task SubscribeAsync(PubSubHost host, PushReceiver receiver, Action<Subscription>? change = null)
    {
        await host.CreateTopicAsync();
        await host.CreateSubscriptionAsync(change: s =>
        {
            s.PushConfig = new PushConfig { PushEndpoint = receiver.Endpoint };
            change?.Invoke(s);
        });
    }

    /// <summary>Advances fake time in small steps, with real time between them for requests in flight.</summary>
    private static async Task AdvanceAsync(FakeTimeProvider clock, TimeSpan by)
    {
        var end = clock.GetUtcNow() + by;
        await UntilAsync(() => clock.GetUtcNow() >= end, clock, by / 100);
    }

    private static Task UntilAsync(Func<bool> reached, FakeTimeProvider clock, TimeSpan step) => Eventually.IsTrueAsync(reached, step: () => clock.Advance(step));

    private static async Task<TokenValidationResult> ValidateAsync(PubSubHost host, string token, string audience)
    {
        using var http = new HttpClient();
        var discovery = await http.GetFromJsonAsync<Dictionary<string, System.Text.Json.JsonElement>>(
            new Uri(host.Addresses.BigQuery, ".well-known/openid-configuration"));
        var keys = new JsonWebKeySet(await http.GetStringAsync(discovery!["jwks_uri"].GetString()));
        return await new JsonWebTokenHandler().ValidateTokenAsync(token, new TokenValidationParameters
        {
            ValidIssuer = discovery["issuer"].GetString(),
            ValidAudience = audience,
            IssuerSigningKeys = keys.GetSigningKeys(),
            ValidateLifetime = true,
        });
    }
}
