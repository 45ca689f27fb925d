using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;

namespace PmpPulse.Benchmarks.Writing;

/// <summary>Pushes one message again and again, as Pub/Sub does.</summary>
internal sealed class PushLoad(Uri service, ReadOnlyMemory<byte> data) : IDisposable
{
    private readonly HttpClient _http = new() { BaseAddress = service };
    private readonly byte[] _body = Encoding.UTF8.GetBytes(
        $$"""{"message":{"attributes":{"source":"velib"},"data":"{{Convert.ToBase64String(data.Span)}}","messageId":"1","message_id":"1","orderingKey":"velib:station_status_snapshot","publishTime":"2025-10-18T09:09:21.5Z","publish_time":"2025-10-18T09:09:21.5Z"},"subscription":"projects/bench/subscriptions/bench"}""");

    /// <summary>Pushes at a steady rate, however long an answer takes.</summary>
    /// <returns>How long each answer took from the moment it was due, in milliseconds.</returns>
    public async Task<IReadOnlyList<double>> PaceAsync(int perSecond, TimeSpan time, CancellationToken cancellationToken)
    {
        var (watch, pushes) = (Stopwatch.StartNew(), new List<Task<double>>());
        for (var due = TimeSpan.Zero; due < time; due += TimeSpan.FromSeconds(1.0 / perSecond))
        {
            if (due - watch.Elapsed is var wait && wait > TimeSpan.Zero) await Task.Delay(wait, cancellationToken);
            pushes.Add(PushAsync(watch, due, cancellationToken));
        }

        return await Task.WhenAll(pushes);
    }

    /// <summary>Pushes as fast as answers come.</summary>
    /// <returns>How many were answered.</returns>
    public async Task<int> FloodAsync(int inFlight, TimeSpan time, CancellationToken cancellationToken)
    {
        var (watch, pushes) = (Stopwatch.StartNew(), 0);
        await Task.WhenAll(Enumerable.Range(0, inFlight).Select(async _ =>
        {
            while (watch.Elapsed < time)
            {
                await PushAsync(watch, TimeSpan.Zero, cancellationToken);
                Interlocked.Increment(ref pushes);
            }
        }));
        return pushes;
    }

    public void Dispose() => _http.Dispose();

    private async Task<double> PushAsync(Stopwatch watch, TimeSpan due, CancellationToken cancellationToken)
    {
        using var content = new ByteArrayContent(_body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        using var response = await _http.PostAsync(new Uri("/pubsub", UriKind.Relative), content, cancellationToken);
        response.EnsureSuccessStatusCode();
        return (watch.Elapsed - due).TotalMilliseconds;
    }
}
