using System.Security.Cryptography;
using System.Text;

namespace PmpPulse.Local;

/// <summary>
/// Names the folder of a recording's history: by the full path, because two recordings may be in folders of one name and have different
/// stations, and by the folder's own name, for people.
/// </summary>
internal static class RecordedHistory
{
    private const int NameLength = 40;

    public static string Name(string recording)
    {
        var path = Path.TrimEndingDirectorySeparator(Path.GetFullPath(recording));
        // a recording reached by two paths is the same one
        if (Directory.Exists(path)) path = Directory.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;
        var name = string.Concat(Path.GetFileName(path).Select(unit => char.IsAsciiLetterOrDigit(unit) || unit is '-' or '_' or '.' ? unit : '_').Take(NameLength));
        return $"recorded-{name}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(path)))[..8]}";
    }
}
