using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace PmpPulse.Dashboard.Tests.Support;

/// <summary>BigQuery's <c>jobs.query</c> over rows that a test sets, one list a mart; a mart without a list does not exist.</summary>
internal sealed partial class FakeWarehouse : IAsyncDisposable
{
    private readonly WebApplication _app;

    private FakeWarehouse(WebApplication app) => _app = app;

    /// <summary>Follows the name of a mart whose rows are added up.</summary>
    public const string Grouped = " grouped";

    public ConcurrentDictionary<string, IReadOnlyList<IReadOnlyDictionary<string, object?>>> Marts { get; } = new();

    /// <summary>The mart of every query so far.</summary>
    public ConcurrentQueue<string> Queries { get; } = [];

    /// <summary>Bounds of every query so far.</summary>
    public ConcurrentQueue<string?> MaximumBytesBilled { get; } = [];

    /// <summary>Waits before every answer.</summary>
    public Func<Task> Hold { get; set; } = () => Task.CompletedTask;

    /// <summary>Answers every query with this status instead; 0 for none.</summary>
    public int Refusal { get; set; }

    public string Host => new Uri(_app.Urls.First()).Authority;

    public static async Task<FakeWarehouse> StartAsync()
    {
        var app = WebApplication.CreateSlimBuilder().Build();
        app.Urls.Add("http://127.0.0.1:0");
        var fake = new FakeWarehouse(app);
        app.MapPost("/bigquery/v2/projects/{project}/queries", fake.QueryAsync);
        await app.StartAsync();
        return fake;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task<IResult> QueryAsync(HttpRequest request)
    {
        var body = (await JsonNode.ParseAsync(request.Body))!;
        var sql = (string)body["query"]!;
        var mart = FromMart().Match(sql).Groups[1].Value + (sql.Contains("GROUP BY", StringComparison.Ordinal) ? Grouped : "");
        Queries.Enqueue(mart);
        MaximumBytesBilled.Enqueue((string?)body["maximumBytesBilled"]);
        await Hold();
        if (Refusal != 0) return Error(Refusal, "refused", "The warehouse refuses.");
        if (!Marts.TryGetValue(mart, out var rows)) return Error(404, "notFound", $"Not found: Table {mart}");
        var columns = Columns().Match(sql).Groups[1].Value.Split(',').Select(column => Name(column)).ToList();
        return Results.Json(new JsonObject
        {
            ["jobComplete"] = true,
            ["jobReference"] = new JsonObject { ["projectId"] = "test", ["jobId"] = "job" },
            ["schema"] = new JsonObject { ["fields"] = new JsonArray([.. columns.Select(column => new JsonObject { ["name"] = column, ["type"] = "STRING" })]) },
            ["rows"] = new JsonArray([.. rows.Select(row => new JsonObject { ["f"] = new JsonArray([.. columns.Select(column => new JsonObject { ["v"] = Value(row.GetValueOrDefault(column)) })]) })]),
            ["totalRows"] = $"{rows.Count}",
            ["totalBytesProcessed"] = "1000",
        });
    }

    private static string Name(string column) => column.Trim().Split(" AS ")[^1].Trim().Trim('`');

    private static JsonNode? Value(object? value) => value switch
    {
        null => null,
        DateTimeOffset instant => $"{(instant - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond}",
        bool flag => flag ? "true" : "false",
        IFormattable number => number.ToString(null, System.Globalization.CultureInfo.InvariantCulture),
        _ => value.ToString(),
    };

    private static IResult Error(int status, string reason, string message) => Results.Json(
        new JsonObject { ["error"] = new JsonObject { ["code"] = status, ["message"] = message, ["errors"] = new JsonArray(new JsonObject { ["reason"] = reason, ["message"] = message }) } }, statusCode: status);

    [GeneratedRegex(@"\bFROM\s+(\w+)")]
    private static partial Regex FromMart();

    [GeneratedRegex(@"SELECT(.+?)\bFROM\b", RegexOptions.Singleline)]
    private static partial Regex Columns();
}
