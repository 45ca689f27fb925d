using System.Text.Json;

namespace PmpPulse.GoogleSql.Tests.Marts;

/// <summary>The schemas and marts under infra/bigquery, as they are.</summary>
internal static class RepositoryFiles
{
    private static readonly string Root = FindRoot();

    public static string Mart(string name) => File.ReadAllText(Path.Combine(Root, "infra", "bigquery", "marts", $"{name}.sql"));

    /// <summary>An assertion, or a notice.</summary>
    public static string Rule(string name) =>
        File.ReadAllText(((string[])["assertions", "notices"]).Select(folder => Path.Combine(Root, "infra", "bigquery", folder, $"{name}.sql")).First(File.Exists));

    public static IEnumerable<string> RuleNames() =>
        ((string[])["assertions", "notices"]).SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Root, "infra", "bigquery", folder), "*.sql"))
            .Select(f => Path.GetFileNameWithoutExtension(f)).Order(StringComparer.Ordinal);

    public static string Document(string name) => File.ReadAllText(Path.Combine(Root, "docs", name));

    public static IEnumerable<string> MartNames() =>
        Directory.EnumerateFiles(Path.Combine(Root, "infra", "bigquery", "marts"), "*.sql").Select(f => Path.GetFileNameWithoutExtension(f)).Order(StringComparer.Ordinal);

    public static IEnumerable<string> TableNames() =>
        Directory.EnumerateFiles(Path.Combine(Root, "infra", "bigquery", "schemas"), "*.json").Select(f => Path.GetFileNameWithoutExtension(f)).Order(StringComparer.Ordinal);

    public static SqlField[] Schema(string name)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(Root, "infra", "bigquery", "schemas", $"{name}.json")));
        return document.RootElement.GetProperty("schema").GetProperty("fields").EnumerateArray()
            .Select(f => SqlField.Create(f.GetProperty("name").GetString()!, f.GetProperty("type").GetString()!, f.GetProperty("mode").GetString()))
            .ToArray();
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "PmpPulse.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException("the repository's root was not found above the test assembly");
    }
}
