using System.Reflection;
using System.Text.Json;
using PmpPulse.Contracts;
using PmpPulse.Contracts.Topology;

namespace PmpPulse.Warehouse;

/// <summary>All definitions for BigQuery, from the files of <c>infra/bigquery</c> embedded in this assembly.</summary>
public static class WarehouseFiles
{
    private static readonly Assembly Carrier = typeof(WarehouseFiles).Assembly;

    /// <summary>All tables, by name.</summary>
    public static IReadOnlyList<WarehouseTable> Tables { get; } =
        [.. Read("schemas/").Select(file => new WarehouseTable(ParseName(file.Name), file.Text))];

    /// <summary>All marts, each after those it reads.</summary>
    public static IReadOnlyList<Mart> Marts { get; } = InDependencyOrder(
        [.. Read("marts/").Select(file => new Mart(
            new TableName(SharedNames.MartsDataset, file.Name), file.Text, file.Name.EndsWith("_mv", StringComparison.Ordinal)))]);

    /// <summary>The statements that fill tables of <c>pmp_marts</c>, each after those whose table it reads.</summary>
    public static IReadOnlyList<Refresh> Refreshes { get; } = ReadRefreshes();

    /// <summary>All assertions, by name.</summary>
    public static IReadOnlyList<Assertion> Assertions { get; } =
        [.. Read("assertions/").Select(file => new Assertion(file.Name, FirstComment(file.Text), file.Text, IsNotice: false))];

    /// <summary>All notices, by name.</summary>
    public static IReadOnlyList<Assertion> Notices { get; } =
        [.. Read("notices/").Select(file => new Assertion(file.Name, FirstComment(file.Text), file.Text, IsNotice: true))];

    /// <summary>The definition of one table.</summary>
    /// <exception cref="KeyNotFoundException">No schema file has that name.</exception>
    public static WarehouseTable Table(TableName name) =>
        Tables.FirstOrDefault(table => table.Name == name)
        ?? throw new KeyNotFoundException($"infra/bigquery/schemas has no {name}.json");

    internal static IReadOnlyList<Mart> InDependencyOrder(IReadOnlyList<Mart> views)
    {
        var ordered = new List<Mart>(views.Count);
        var waiting = views.ToList();
        while (waiting.Count > 0)
        {
            var ready = waiting.Where(view => !waiting.Any(other => other != view && Reads(view, other))).ToList();
            if (ready.Count == 0)
            {
                throw new InvalidOperationException(
                    $"These marts read each other in a circle: {string.Join(", ", waiting.Select(view => view.Name))}");
            }

            ordered.AddRange(ready);
            waiting.RemoveAll(ready.Contains);
        }

        return ordered;
    }

    private static Refresh[] ReadRefreshes()
    {
        var statements = Read("refreshes/").ToDictionary(file => new TableName(SharedNames.MartsDataset, file.Name).ToString(), file => file.Text);
        using var schedules = Carrier.GetManifestResourceStream("schedules")!;
        return [.. JsonSerializer.Deserialize(schedules, WarehouseJson.Default.IReadOnlyListRefreshSchedule)!.Select(schedule =>
            new Refresh(ParseName(schedule.Table), statements[schedule.Table], schedule))];
    }

    private static bool Reads(Mart view, Mart other)
    {
        var name = other.Name.ToString();
        for (var at = view.Query.IndexOf(name, StringComparison.Ordinal); at >= 0; at = view.Query.IndexOf(name, at + 1, StringComparison.Ordinal))
        {
            var end = at + name.Length;
            if (end == view.Query.Length || !(char.IsAsciiLetterOrDigit(view.Query[end]) || view.Query[end] == '_'))
            {
                return true;
            }
        }

        return false;
    }

    private static TableName ParseName(string name) => name.Split('.') is [var dataset, var table]
        ? new TableName(dataset, table)
        : throw new InvalidOperationException($"infra/bigquery/schemas/{name}.json must be named dataset.table.json");

    private static string FirstComment(string sql) =>
        sql.StartsWith("-- ", StringComparison.Ordinal) ? sql[3..sql.IndexOf('\n', StringComparison.Ordinal)].Trim() : string.Empty;

    private static IEnumerable<(string Name, string Text)> Read(string folder)
    {
        foreach (var resource in Carrier.GetManifestResourceNames().Where(name => name.StartsWith(folder, StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using var reader = new StreamReader(Carrier.GetManifestResourceStream(resource)!);
            yield return (resource[folder.Length..], reader.ReadToEnd());
        }
    }
}
