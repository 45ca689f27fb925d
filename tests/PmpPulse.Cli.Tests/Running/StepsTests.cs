using Microsoft.Extensions.Time.Testing;
using PmpPulse.Cli.Running;
using PmpPulse.Testing;

namespace PmpPulse.Cli.Tests.Running;

public sealed class StepsTests
{
    [Fact]
    public async Task Run_StepThatHangs_FailsInTimeAndTheNextHasItsTurn()
    {
        var clock = new FakeTimeProvider();
        var steps = new StepRunner(Target.Gcp, new Progress<string>(), clock);

        var hanging = steps.RunAsync(
            "hang",
            async stop =>
            {
                await Task.Delay(Timeout.Infinite, stop);
                return (StepResult.Done, null);
            },
            TestContext.Current.CancellationToken);
        clock.Advance(TimeSpan.FromSeconds(40));
        await hanging.Patiently();
        await steps.RunAsync("go on", _ => Task.FromResult<(StepResult, string?)>((StepResult.Done, null)), TestContext.Current.CancellationToken);

        steps.Outcomes.Select(step => step.Result).Should().Equal(StepResult.Failed, StepResult.Done);
        steps.Outcomes[0].Detail.Should().Contain("40 s");
    }

    [Theory]
    [InlineData(true, true, ExitCodes.Misused)]
    [InlineData(true, false, ExitCodes.Unavailable)]
    public void ExitCode_EachFailed_IsMisuseWhereAllAre(bool first, bool second, int expected)
    {
        var steps = new[] { first, second }.Select(misuse => new StepOutcome("step", StepResult.Failed) { IsMisuse = misuse });

        StepOutcome.ExitCode([.. steps]).Should().Be(expected);
    }
}
