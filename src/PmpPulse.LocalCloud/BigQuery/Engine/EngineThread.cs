namespace PmpPulse.LocalCloud.BigQuery.Engine;

/// <summary>Runs a statement on its own thread, so that one that never ends does not occupy a pool thread.</summary>
internal static class EngineThread
{
    public static Task<T> RunAsync<T>(Func<T> work)
    {
        var completion = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() =>
        {
            try
            {
                completion.SetResult(work());
            }
            catch (Exception e)
            {
                completion.SetException(e);
            }
        })
        {
            // a statement that never ends does not keep the process alive
            IsBackground = true,
            Name = "bigquery-statement",
        };
        thread.Start();
        return completion.Task;
    }
}
