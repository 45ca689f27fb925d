using Microsoft.Extensions.Time.Testing;
using PmpPulse.Operations.Steps;
using PmpPulse.Testing;

namespace PmpPulse.Operations.Tests.Steps;

public sealed class StepRunnerTests
{
    [Fact]
    public async Task Run_StepHangs_TimesOutAndTheNextRuns()
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
        await hanging.OrTimeout();
        await steps.RunAsync("go on", _ => Task.FromResult<(StepResult, string?)>((StepResult.Done, null)), TestContext.Current.CancellationToken);

        steps.Outcomes.Select(step => step.Result).Should().Equal(StepResult.Failed, StepResult.Done);
        steps.Outcomes[0].Detail.Should().Contain("40 s");
    }
}
