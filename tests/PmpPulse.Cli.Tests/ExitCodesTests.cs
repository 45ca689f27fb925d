using PmpPulse.Operations.Steps;

namespace PmpPulse.Cli.Tests;

public sealed class ExitCodesTests
{
    [Theory]
    [InlineData(true, true, ExitCodes.Misused)]
    [InlineData(true, false, ExitCodes.Unavailable)]
    public void Of_AllStepsFailed_IsMisuseOnlyIfEveryStepIs(bool first, bool second, int expected)
    {
        var steps = new[] { first, second }.Select(misuse => new StepOutcome("step", StepResult.Failed) { IsMisuse = misuse });

        ExitCodes.Of([.. steps]).Should().Be(expected);
    }
}
