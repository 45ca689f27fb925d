using System.Globalization;

namespace PmpPulse.Chaos;

/// <summary>A run's settings. The seed decides the messages and the schedule of faults; the machine decides how they interleave.</summary>
/// <param name="Seed">Seed of the plan; the same seed gives the same plan.</param>
/// <param name="Broker">Which Pub/Sub.</param>
/// <param name="Snapshots">Status snapshots of 50 stations.</param>
/// <param name="Kills">kill -9 in all.</param>
/// <param name="Budget">Time for the whole run.</param>
internal sealed record ChaosOptions(int Seed, BrokerKind Broker, int Snapshots, int Kills, TimeSpan Budget)
{
    public const int Keys = 8;
    public const int StationsPerSnapshot = 50;
    public const int FullSizeStations = 1_500;
    public const int FullSizeSnapshots = Keys;

    /// <summary>Share of the budget after which no new fault starts; the rest is for draining and checking.</summary>
    public TimeSpan FaultTime => Budget * 0.65;

    /// <summary>When everything must have arrived or be held.</summary>
    public TimeSpan DrainTime => Budget * 0.83;

    /// <summary>When the held messages must have arrived too.</summary>
    public TimeSpan ReplayTime => Budget * 0.95;

    /// <summary>The runs that the environment asks for, one per broker.</summary>
    /// <exception cref="ChaosSettingException">A setting is wrong.</exception>
    public static IReadOnlyList<ChaosOptions> FromEnvironment()
    {
        BrokerKind[] brokers = Text("BROKER", "localcloud") switch
        {
            "localcloud" => [BrokerKind.LocalCloud],
            "emulator" => [BrokerKind.Emulator],
            "both" => [BrokerKind.LocalCloud, BrokerKind.Emulator],
            var other => throw new ChaosSettingException($"BROKER is '{other}': give localcloud, emulator or both."),
        };
        var seed = Number("SEED", Random.Shared.Next(1, 1_000_000), 0);
        return [.. brokers.Select(broker => new ChaosOptions(
            seed,
            broker,
            Number("SNAPSHOTS", 2_000, 1),
            Number("KILLS", broker == BrokerKind.LocalCloud ? 36 : 30, 0),
            TimeSpan.FromSeconds(Number("SECONDS", 600, 30))))];
    }

    private static string Text(string name, string otherwise) =>
        Environment.GetEnvironmentVariable(name) is { } value && !string.IsNullOrWhiteSpace(value) ? value.Trim() : otherwise;

    private static int Number(string name, int otherwise, int least)
    {
        var text = Text(name, otherwise.ToString(CultureInfo.InvariantCulture));
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least
            ? number
            : throw new ChaosSettingException($"{name} is '{text}': give an integer from {least}.");
    }
}

/// <summary>Which Pub/Sub carries the messages.</summary>
internal enum BrokerKind
{
    LocalCloud,

    /// <summary>Google's emulator. It keeps everything in memory, so it is never killed.</summary>
    Emulator,
}

/// <summary>A setting of the suite is wrong.</summary>
internal sealed class ChaosSettingException(string message) : Exception(message);
