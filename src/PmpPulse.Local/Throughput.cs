using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace PmpPulse.Local;

/// <summary>
/// Counts what the services in this process report through their OpenTelemetry instruments: counters by name and tags, and
/// the latency of curation.
/// </summary>
internal sealed class Throughput : IDisposable
{
    private const int LatenciesKept = 100_000;
    private const char Separator = '|';

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

    /// <summary>Sum of a counter's values with all of the given tags.</summary>
    public long Total(string instrument, params ReadOnlySpan<(string Tag, string Value)> tags)
    {
        long sum = 0;
        foreach (var (key, count) in _counters)
        {
            if (key.StartsWith(instrument + Separator, StringComparison.Ordinal) && HasAll(key, tags))
            {
                sum += count;
            }
        }

        return sum;
    }

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
        var key = instrument + Separator;
        foreach (var tag in tags)
        {
            key += Text(tag.Key, tag.Value);
        }

        _counters.AddOrUpdate(key, value, (_, sum) => sum + value);
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

    private static bool HasAll(string key, ReadOnlySpan<(string Tag, string Value)> tags)
    {
        foreach (var (tag, value) in tags)
        {
            if (!key.Contains(Separator + Text(tag, value), StringComparison.Ordinal))
            {
                return false;
            }
        }

        return true;
    }

    private static string Text(string tag, object? value) => $"{tag}={value}{Separator}";
}
