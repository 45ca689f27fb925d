namespace PmpPulse.GoogleCloud.Rest;

internal sealed record RestErrorBody
{
    public string? Message { get; init; }

    public IReadOnlyList<RestErrorItem>? Errors { get; init; }
}
