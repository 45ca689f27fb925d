namespace PmpPulse.Containers.Tests;

/// <summary>Waits for containers.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(3);

    public static async Task IsSoAsync(Func<Task<bool>> isSo)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        timeout.CancelAfter(Timeout);
        while (!await isSo()) await Task.Delay(200, timeout.Token);
    }
}
