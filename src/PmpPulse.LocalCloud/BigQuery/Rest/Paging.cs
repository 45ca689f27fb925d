using System.Globalization;
using System.Text;
using PmpPulse.LocalCloud.BigQuery.Errors;

namespace PmpPulse.LocalCloud.BigQuery.Rest;

/// <summary>Page tokens are positions, encoded to keep clients from constructing their own.</summary>
internal static class Paging
{
    public static string Token(long position) =>
        Convert.ToBase64String(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"p:{position}")));

    /// <exception cref="BigQueryException">The token is not valid.</exception>
    public static long Position(string? token)
    {
        if (string.IsNullOrEmpty(token)) return 0;
        Span<byte> bytes = stackalloc byte[64];
        if (token.Length <= 64 && Convert.TryFromBase64String(token, bytes, out var written) && written > 2 && bytes.StartsWith("p:"u8)
            && long.TryParse(bytes[2..written], NumberStyles.None, CultureInfo.InvariantCulture, out var position))
        {
            return position;
        }

        throw BigQueryException.Invalid("Invalid page token.", "pageToken");
    }

    /// <summary>One page, and the next page's token if there is one.</summary>
    public static (IReadOnlyList<T> Page, string? Next) Page<T>(IReadOnlyList<T> all, int? maxResults, string? token)
    {
        if (maxResults < 0) throw BigQueryException.Invalid("maxResults must not be negative.", "maxResults");
        var start = (int)Math.Min(Position(token), all.Count);
        var count = Math.Min(maxResults ?? 1000, all.Count - start);
        return ([.. all.Skip(start).Take(count)], start + count < all.Count ? Token(start + count) : null);
    }
}
