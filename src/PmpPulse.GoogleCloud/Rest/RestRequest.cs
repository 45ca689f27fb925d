namespace PmpPulse.GoogleCloud.Rest;

/// <summary>A call of a Google REST API.</summary>
/// <param name="Method">HTTP method.</param>
/// <param name="Path">Path and query below the API's root, already escaped.</param>
internal sealed record RestRequest(HttpMethod Method, string Path)
{
    /// <summary>Body, or null; JSON as UTF-8 unless <see cref="ContentType"/> says otherwise.</summary>
    public byte[]? Body { get; init; }

    public string ContentType { get; init; } = "application/json";

    public string? IfMatch { get; init; }

    /// <summary>Whether doing it twice is the same as doing it once, so that it may be repeated after a lost answer.</summary>
    public bool IsRepeatable { get; init; } = Method == HttpMethod.Get;
}
