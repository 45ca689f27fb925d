using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace PmpPulse.Local;

/// <summary>
/// Counts what the services in this process report by their OpenTelemetry instruments; a counter is known by its
/// name and one of its tags, a histogram by its recorded values.
/// </summary>
internal sealed class Throughput : IDisposable
{
    private const int LatenciesKept = 100_000;

    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<string, long> _counters = new(StringComparer.Ordinal);
    private readonly Queue<double> _latencies = new();
    private readonly Lock _latencyLock = new();

    public Throughput()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name.StartsWith("PmpPulse.", StringComparison.Ordinal))
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Count(instrument.Name, value, tags));
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Count(instrument.Name, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, _, _) =>
        {
            if (instrument.Name == Instruments.CurationLatency)
            {
                Keep(value);
            }
        });
        _listener.Start();
    }

    /// <summary>Sum of a counter over all its tags.</summary>
    public long Total(string instrument) => _counters.GetValueOrDefault(instrument);

    /// <summary>Sum of a counter where it carried <c>tag=value</c>.</summary>
    public long Total(string instrument, string tag, string value) => _counters.GetValueOrDefault(Key(instrument, tag, value));

    /// <summary>A percentile of the latency from a feed's answer to its rows being queryable; null before the first.</summary>
    public TimeSpan? Latency(double percentile)
    {
        double[] sorted;
        lock (_latencyLock)
        {
            sorted = [.. _latencies];
        }

        if (sorted.Length == 0)
        {
            return null;
        }

        Array.Sort(sorted);
        return TimeSpan.FromSeconds(sorted[(int)Math.Ceiling(percentile * sorted.Length) - 1]);
    }

    public void Dispose() => _listener.Dispose();

    private void Count(string instrument, long value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        _counters.AddOrUpdate(instrument, value, (_, sum) => sum + value);
        foreach (var tag in tags)
        {
            _counters.AddOrUpdate(Key(instrument, tag.Key, tag.Value), value, (_, sum) => sum + value);
        }
    }

    private void Keep(double seconds)
    {
        lock (_latencyLock)
        {
            _latencies.Enqueue(seconds);
            if (_latencies.Count > LatenciesKept)
            {
                _latencies.Dequeue();
            }
        }
    }

    private static string Key(string instrument, string tag, object? value) => $"{instrument}|{tag}={value}";
}
