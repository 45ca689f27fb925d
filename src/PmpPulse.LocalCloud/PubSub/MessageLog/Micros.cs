using Google.Protobuf.WellKnownTypes;

namespace PmpPulse.LocalCloud.PubSub.MessageLog;

/// <summary>Instants as stored in the log: microseconds since 1970, UTC.</summary>
internal static class Micros
{
    private const long PerSecond = 1_000_000;

    public static long From(DateTimeOffset instant) => (instant.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;

    public static long From(Timestamp timestamp) => (timestamp.Seconds * PerSecond) + (timestamp.Nanos / 1000);

    public static long From(TimeSpan duration) => duration.Ticks / TimeSpan.TicksPerMicrosecond;

    public static Timestamp ToTimestamp(long micros)
    {
        var seconds = Math.DivRem(micros, PerSecond, out var rest);
        if (rest < 0)
        {
            seconds--;
            rest += PerSecond;
        }

        return new Timestamp { Seconds = seconds, Nanos = (int)rest * 1000 };
    }

    public static TimeSpan ToTimeSpan(long micros) => TimeSpan.FromTicks(micros * TimeSpan.TicksPerMicrosecond);
}
