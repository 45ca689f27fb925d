using System.IO.Compression;
using PmpPulse.Dashboard.Answers;

namespace PmpPulse.Dashboard.Site;

/// <summary>The page: HTML, styles and ES modules, carried in the assembly, so that it is the same in a container, a test and <c>make up</c>.</summary>
internal sealed class SiteFiles
{
    private const string Prefix = "web/";

    private static readonly Dictionary<string, string> Types = new(StringComparer.Ordinal)
    {
        [".html"] = "text/html; charset=utf-8",
        [".css"] = "text/css; charset=utf-8",
        [".js"] = "text/javascript; charset=utf-8",
        [".svg"] = "image/svg+xml",
        [".json"] = "application/json",
        [".webmanifest"] = "application/manifest+json",
    };

    private readonly Dictionary<string, Answer> _files = [];

    public SiteFiles()
    {
        var assembly = typeof(SiteFiles).Assembly;
        foreach (var name in assembly.GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)))
        {
            using var resource = assembly.GetManifestResourceStream(name)!;
            using var bytes = new MemoryStream();
            resource.CopyTo(bytes);
            _files["/" + name[Prefix.Length..]] = new Answer(bytes.ToArray(), Types[Path.GetExtension(name)], CompressionLevel.SmallestSize);
        }

        _files["/"] = _files["/index.html"];
    }

    /// <summary>Paths of all files, each starting with a slash.</summary>
    public IReadOnlyCollection<string> Paths => _files.Keys;

    public Answer this[string path] => _files[path];
}
