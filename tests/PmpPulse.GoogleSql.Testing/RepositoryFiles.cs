using System.Text.Json;
using PmpPulse.GoogleSql.Types;
using PmpPulse.Testing;

namespace PmpPulse.GoogleSql.Testing;

/// <summary>The schemas and marts under infra/bigquery.</summary>
public static class RepositoryFiles
{
    public static string Mart(string name) => File.ReadAllText(Repository.PathOf("infra", "bigquery", "marts", $"{name}.sql"));

    /// <summary>An assertion, or a notice.</summary>
    public static string Rule(string name) =>
        File.ReadAllText(((string[])["assertions", "notices"]).Select(folder => Repository.PathOf("infra", "bigquery", folder, $"{name}.sql")).First(File.Exists));

    public static IEnumerable<string> RuleNames() =>
        ((string[])["assertions", "notices"]).SelectMany(folder => Directory.EnumerateFiles(Repository.PathOf("infra", "bigquery", folder), "*.sql"))
            .Select(f => Path.GetFileNameWithoutExtension(f)).Order(StringComparer.Ordinal);

    public static string Document(string name) => File.ReadAllText(Repository.PathOf("docs", name));

    public static IEnumerable<string> MartNames() =>
        Directory.EnumerateFiles(Repository.PathOf("infra", "bigquery", "marts"), "*.sql").Select(f => Path.GetFileNameWithoutExtension(f)).Order(StringComparer.Ordinal);

    public static IEnumerable<string> TableNames() =>
        Directory.EnumerateFiles(Repository.PathOf("infra", "bigquery", "schemas"), "*.json").Select(f => Path.GetFileNameWithoutExtension(f)).Order(StringComparer.Ordinal);

    public static SqlField[] Schema(string name)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Repository.PathOf("infra", "bigquery", "schemas", $"{name}.json")));
        return document.RootElement.GetProperty("schema").GetProperty("fields").EnumerateArray()
            .Select(f => SqlField.Create(f.GetProperty("name").GetString()!, f.GetProperty("type").GetString()!, f.GetProperty("mode").GetString()))
            .ToArray();
    }
}
