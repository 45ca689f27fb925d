using System.Globalization;
using Microsoft.AspNetCore.Http;
using PmpPulse.Cli.Tests.Support;
using PmpPulse.ScriptedGoogle;

namespace PmpPulse.Cli.Tests.AdminCalls;

/// <summary>Retry-After is obeyed, up to the time that an operator would wait.</summary>
public sealed class RetryAfterTests : IAsyncLifetime
{
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(30);

    private readonly FastForwardTime _clock = new();
    private ScriptedCloud _cloud = null!;
    private int _attempts;

    public async ValueTask InitializeAsync()
    {
        _cloud = await ScriptedCloud.StartAsync();
        HealthyProject.Arrange(_cloud);
    }

    public ValueTask DisposeAsync() => _cloud.DisposeAsync();

    [Theory]
    [InlineData(429)]
    [InlineData(503)]
    public async Task Command_RetryAfterSeconds_WaitsAndSucceeds(int status)
    {
        Answer(status, () => "7", times: 1);

        var run = await Pmpctl.RunAsync(_cloud.Environment, _clock, "logs");

        run.ExitCode.Should().Be(ExitCodes.Succeeded, run.Error);
        _attempts.Should().Be(2);
        _clock.Waits.Should().Equal(TimeSpan.FromSeconds(7));
    }

    [Fact]
    public async Task Command_RetryAfterDate_WaitsUntilThen()
    {
        Answer(503, () => (_clock.GetUtcNow() + TimeSpan.FromSeconds(8)).ToString("R", CultureInfo.InvariantCulture), times: 1);

        var run = await Pmpctl.RunAsync(_cloud.Environment, _clock, "logs");

        run.ExitCode.Should().Be(ExitCodes.Succeeded, run.Error);
        _clock.Waits.Should().ContainSingle().Which.Should().BeGreaterThan(TimeSpan.Zero).And.BeLessThanOrEqualTo(TimeSpan.FromSeconds(8));
    }

    [Fact]
    public async Task Command_RetryAfterTooLong_FailsAtOnce()
    {
        Answer(429, () => "60", times: int.MaxValue);

        var run = await Pmpctl.RunAsync(_cloud.Environment, _clock, "logs");

        run.ExitCode.Should().Be(ExitCodes.Unavailable);
        run.Error.Should().Contain("run this again in a minute");
        _attempts.Should().Be(1);
    }

    [Fact]
    public async Task Command_RetryAfterRepeatedly_GivesUpEventually()
    {
        Answer(503, () => "9", times: int.MaxValue);

        var run = await Pmpctl.RunAsync(_cloud.Environment, _clock, "logs");

        run.ExitCode.Should().Be(ExitCodes.Unavailable);
        _attempts.Should().Be(4);
        _clock.Waits.Aggregate(TimeSpan.Zero, (all, wait) => all + wait).Should().BeLessThanOrEqualTo(MaxWait);
    }

    private void Answer(int status, Func<string> retryAfter, int times) => _cloud.Before = async context =>
    {
        if (Interlocked.Increment(ref _attempts) > times) return false;
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        context.Response.Headers.RetryAfter = retryAfter();
        await context.Response.WriteAsync($$$"""{"error":{"code":{{{status}}},"message":"Later.","status":"UNAVAILABLE"}}""");
        return true;
    };
}
