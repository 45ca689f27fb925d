namespace PmpPulse.GoogleCloud.Rest;

internal sealed record RestErrorItem
{
    public string? Reason { get; init; }

    public string? Message { get; init; }
}
