using System.Globalization;

namespace PmpPulse.Benchmarks.Reporting;

/// <summary>What a figure, or its ratio to a peer, should reach.</summary>
internal sealed record BenchTarget
{
    private readonly double _bound;
    private readonly bool _isRatio;
    private readonly bool _isUpper;

    private BenchTarget(double bound, bool isRatio, bool isUpper) => (_bound, _isRatio, _isUpper) = (bound, isRatio, isUpper);

    /// <summary>The figure is no less.</summary>
    public static BenchTarget AtLeast(double figure) => new(figure, isRatio: false, isUpper: false);

    /// <summary>The figure is no more.</summary>
    public static BenchTarget AtMost(double figure) => new(figure, isRatio: false, isUpper: true);

    /// <summary>The ratio is no less.</summary>
    public static BenchTarget RatioAtLeast(double ratio) => new(ratio, isRatio: true, isUpper: false);

    /// <summary>The ratio is no more.</summary>
    public static BenchTarget RatioAtMost(double ratio) => new(ratio, isRatio: true, isUpper: true);

    /// <summary>Whether it is reached; null if what it is about could not be measured.</summary>
    public bool? IsMet(double? figure, double? ratio) =>
        (_isRatio ? ratio : figure) is not { } value ? null : _isUpper ? value <= _bound : value >= _bound;

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{(_isUpper ? "<=" : ">=")} {BenchNumber.Text(_bound)}{(_isRatio ? " x peer" : "")}");
}
