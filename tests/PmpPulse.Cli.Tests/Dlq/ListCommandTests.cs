using PmpPulse.Cli.Tests.Support;
using PmpPulse.Testing;

namespace PmpPulse.Cli.Tests.Dlq;

/// <summary>Counts dead letters without touching them.</summary>
public sealed class ListCommandTests : IAsyncLifetime
{
    private Cloud _cloud = null!;

    public async ValueTask InitializeAsync() => _cloud = await Cloud.StartAsync();

    public ValueTask DisposeAsync() => _cloud.DisposeAsync();

    [Fact]
    public async Task List_HeldAndRecorded_CountsIdentitiesAndKeepsThem()
    {
        await _cloud.HoldAsync(Velib.Status, [1]);
        await _cloud.HoldAsync(Velib.Status, [2]);
        foreach (var station in new[] { "1", "1", "2" }) await new CuratedDeadLetter("validate_row", "m1") { StationId = station }.WriteAsync(_cloud);
        await new CuratedDeadLetter("parse_normalize", "m2").WriteAsync(_cloud);

        var run = await Pmpctl.RunAsync(_cloud.Configuration, "dlq", "list", "--output", "json");

        run.ExitCode.Should().Be(ExitCodes.Succeeded, run.Error);
        run.Json["held"]!.AsArray().Select(held => ((string?)held!["subscription"], (int)held["messages"]!))
            .Should().Equal((Velib.Status.DeadLetters.HoldSubscription, 2), (Velib.Information.DeadLetters.HoldSubscription, 0));
        run.Json["tables"]!.AsArray().Select(group => ((string?)group!["stage"], (string?)group["error_type"], (long)group["count"]!))
            .Should().Equal(("parse_normalize", "bug_of_then", 1), ("validate_row", "bug_of_then", 2));
        (await _cloud.TakeAsync(Velib.Status.DeadLetters.HoldSubscription, 2)).Should().HaveCount(2, "they were released");
    }

    [Fact]
    public async Task List_InvalidTime_SaysWhatIsValid()
    {
        var run = await Pmpctl.RunAsync(_cloud.Configuration, "dlq", "list", "--since", "yesterday");

        run.ExitCode.Should().Be(ExitCodes.Misused);
        run.Error.Should().Contain("yesterday").And.Contain("7d");
    }

    [Fact]
    public async Task Drill_NothingCollected_SaysToCollectFirst()
    {
        var run = await Pmpctl.RunAsync(_cloud.Configuration, "dlq", "drill");

        run.ExitCode.Should().Be(ExitCodes.Misused);
        run.Error.Should().Contain("pmpctl collect");
    }
}
