using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Serialization;

namespace PmpPulse.Cli.Running;

/// <summary>The state of a running system's disk, as its LocalCloud reports it.</summary>
/// <param name="Folder">The data directory.</param>
/// <param name="Full">Whether there is too little space to continue writing.</param>
/// <param name="FreeBytes">Bytes that can still be written.</param>
/// <param name="NeededBytes">Bytes that must be free before it no longer counts as full.</param>
/// <param name="Since">When it became full (UTC).</param>
internal sealed record LocalDisk(string Folder, bool Full, long FreeBytes, long NeededBytes, DateTimeOffset? Since)
{
    /// <summary>Bytes that LocalCloud needs to continue writing.</summary>
    public const long Needed = 32 << 20;

    private const string Path = "localcloud/disk";

    /// <summary>In a sentence: that it is full, where, and how much space is missing.</summary>
    public string Sentence => string.Create(
        CultureInfo.InvariantCulture,
        $"disk full: {Folder} has {FreeBytes / (double)(1 << 20):0.#} MiB free, {NeededBytes / (double)(1 << 20):0.#} MiB are needed. Free some; everything goes on by itself");

    /// <summary>Asks a running system; null if it does not support the request.</summary>
    /// <exception cref="HttpRequestException">It does not answer.</exception>
    public static async Task<LocalDisk?> ReadAsync(Endpoints endpoints, CancellationToken cancellationToken)
    {
        using var http = new HttpClient { BaseAddress = endpoints.BigQuery, Timeout = TimeSpan.FromSeconds(5) };
        using var response = await http.GetAsync(new Uri(Path, UriKind.Relative), cancellationToken);
        if (response.StatusCode == HttpStatusCode.NotFound) return null;
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadFromJsonAsync(LocalDiskJson.Default.LocalDisk, cancellationToken);
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(LocalDisk))]
internal sealed partial class LocalDiskJson : JsonSerializerContext;
