using System.Globalization;

namespace PmpPulse.Cli.Cost;

/// <summary>One line of a bill.</summary>
/// <param name="Item">What is billed.</param>
/// <param name="Arithmetic">How the quantity is computed.</param>
/// <param name="Quantity">How much, in the price's unit.</param>
/// <param name="Unit">That unit.</param>
/// <param name="Free">Free of it.</param>
/// <param name="UnitPrice">US dollars a unit.</param>
/// <param name="Usd">US dollars.</param>
/// <param name="Confirmed">Whether the price is confirmed for the region.</param>
internal sealed record CostLine(string Item, string Arithmetic, decimal Quantity, string Unit, decimal Free, decimal UnitPrice, decimal Usd, bool Confirmed)
{
    /// <summary>The line of a quantity at a price.</summary>
    public static CostLine Of(string item, FormattableString arithmetic, decimal quantity, Price price)
    {
        var free = price is { FreeUnit: "GiB", Unit: "TiB" } ? price.Free / 1024 : price.Free;
        return new CostLine(
            item, arithmetic.ToString(CultureInfo.InvariantCulture), Math.Round(quantity, 6), price.Unit, Math.Round(free, 6), price.Usd, Math.Round(Math.Max(0, quantity - free) * price.Usd, 4), price.Confirmed);
    }
}
