using System.Net;
using PmpPulse.Contracts.Feeds;

namespace PmpPulse.Warehouse.Areas;

/// <summary>Where areas come from: an address, a file, or the City of Paris's own arrondissements.</summary>
/// <param name="Location">An http or https address, or a path.</param>
/// <param name="Attribution">Who must be named where they are shown, with the licence.</param>
public sealed record AreaSource(string Location, string Attribution)
{
    /// <summary>How users name it.</summary>
    public const string CityName = "city";

    private const int MaxBytes = 64 << 20;

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    /// <summary>The arrondissements of the City of Paris.</summary>
    public static AreaSource City { get; } = new(
        "https://opendata.paris.fr/api/explore/v2.1/catalog/datasets/arrondissements/exports/geojson", "Ville de Paris, arrondissements (ODbL 1.0)");

    /// <summary>A source as users name it.</summary>
    /// <param name="location">An address, a path, or <c>city</c>.</param>
    /// <param name="attribution">Null: the city's own; of others their location.</param>
    public static AreaSource Of(string location, string? attribution) =>
        location == CityName ? City : new AreaSource(IsAddress(location) ? location : Path.GetFullPath(location), attribution ?? $"Source: {Name(location)}");

    /// <summary>Reads the areas.</summary>
    /// <exception cref="IOException">The source can't be reached or read.</exception>
    /// <exception cref="FormatException">It holds no areas.</exception>
    public async Task<IReadOnlyList<Area>> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            return AreaFile.Read(IsAddress(Location) ? await FetchAsync(cancellationToken) : FileBytes.Read(Location, MaxBytes));
        }
        catch (Exception exception) when (exception is UnauthorizedAccessException or HttpRequestException)
        {
            throw new IOException($"{Location} can't be read: {exception.Message}", exception);
        }
        catch (TaskCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new IOException($"{Location} does not answer within {Timeout.TotalSeconds:0} s", exception);
        }
        catch (FormatException exception)
        {
            throw new FormatException($"{Location} holds no areas: {exception.Message}", exception);
        }
    }

    /// <summary>Everybody sees it: neither the folders of this machine nor what an address says of its caller.</summary>
    private static string Name(string location) => IsAddress(location) ? new Uri(location).GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped) : Path.GetFileName(location);

    private static bool IsAddress(string location) => Uri.TryCreate(location, UriKind.Absolute, out var address) && address.Scheme is "http" or "https";

    private async Task<byte[]> FetchAsync(CancellationToken cancellationToken)
    {
        using var http = new HttpClient(new HttpClientHandler { AutomaticDecompression = DecompressionMethods.All }) { Timeout = Timeout, MaxResponseContentBufferSize = MaxBytes };
        return await http.GetByteArrayAsync(new Uri(Location), cancellationToken);
    }
}
