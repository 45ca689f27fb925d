using Grpc.Core;

namespace PmpPulse.GoogleCloud.Resilience;

/// <summary>Repeats a unary gRPC call that may be repeated, while its status says that this could help and time is left.</summary>
public sealed class RpcRetry(Backoff backoff, TimeSpan attemptTimeout, TimeSpan totalTimeout, TimeProvider clock)
{
    /// <param name="attempt">One try; its token also ends it when the attempt's time is over.</param>
    /// <param name="cancellationToken">Ends the current try and all further ones.</param>
    /// <param name="call">Describes the call in the error of the last try; null if the caller does.</param>
    /// <exception cref="RpcException">The last try's.</exception>
    /// <exception cref="GoogleCloudConfigurationException">There are no credentials.</exception>
    public async Task<T> ExecuteAsync<T>(Func<CancellationToken, Task<T>> attempt, CancellationToken cancellationToken, string? call = null)
    {
        var start = clock.GetTimestamp();
        for (var retry = 0; ; retry++)
        {
            using var timeout = new CancellationTokenSource(attemptTimeout, clock);
            using var both = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
            try
            {
                return await attempt(both.Token);
            }
            catch (RpcException exception)
            {
                cancellationToken.ThrowIfCancellationRequested();
                exception.ThrowIfMisconfigured();
                var wait = backoff.Delay(retry);
                var canRetry = timeout.IsCancellationRequested || RpcStatus.IsRetryable(exception.StatusCode);
                if (!canRetry || clock.GetElapsedTime(start) + wait >= totalTimeout)
                {
                    if (call is null) throw;
                    throw exception.Of(call, timeout.IsCancellationRequested ? attemptTimeout : null);
                }

                await Task.Delay(wait, clock, cancellationToken);
            }
        }
    }
}
