using System.Text.Json;

namespace PmpPulse.Cli.Cost;

/// <summary>One price.</summary>
/// <param name="Usd">US dollars a unit, past the free part.</param>
/// <param name="Unit">What is priced.</param>
/// <param name="Free">Free a month.</param>
/// <param name="Confirmed">Whether it was read for this region; if not, the note says what was used instead.</param>
/// <param name="Source">Where it was read.</param>
/// <param name="FreeUnit">Unit of the free part, if it differs.</param>
/// <param name="Note">A remark on it.</param>
internal sealed record Price(decimal Usd, string Unit, decimal Free, bool Confirmed, string Source, string? FreeUnit = null, string? Note = null);

/// <summary>The prices of one region on one day: <c>infra/prices</c>, embedded in the program.</summary>
internal sealed record PriceTable(string Region, string Currency, string Date, string About, IReadOnlyDictionary<string, Price> Prices)
{
    public const string DefaultRegion = "europe-west9";

    /// <summary>The table of a region.</summary>
    public static PriceTable Load(string region = DefaultRegion)
    {
        var name = $"prices/{region}";
        using var stream = typeof(PriceTable).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"the assembly lacks {name}");
        return JsonSerializer.Deserialize(stream, CliJson.Default.PriceTable) ?? throw new InvalidOperationException($"{name} is empty");
    }
}
