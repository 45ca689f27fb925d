using PmpPulse.LocalCloud.Scheduler;

namespace PmpPulse.LocalCloud.Tests.Scheduler;

public sealed class RetryPlanTests
{
    [Fact]
    public void Pause_DocumentedExample_DoublesThenGrowsLinearlyThenStays()
    {
        var plan = new RetryPlan(5, TimeSpan.Zero, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(300), 3);

        Enumerable.Range(0, 9).Select(retry => plan.Pause(retry).TotalSeconds).Should().Equal(10, 20, 40, 80, 160, 240, 300, 300, 300);
    }
}
