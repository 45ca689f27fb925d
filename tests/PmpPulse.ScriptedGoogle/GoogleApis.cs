using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.WebUtilities;

namespace PmpPulse.ScriptedGoogle;

/// <summary>
/// The methods of Google's REST APIs that pmpctl calls, from their discovery documents: host, path, query parameters and body members. Any
/// other request, and any unknown parameter or member, is refused, as Google does.
/// </summary>
internal static class GoogleApis
{
    private const string Run = "/v2/projects/{id}/locations/{id}";
    private const string Jobs = "/v1/projects/{id}/locations/{id}/jobs";
    private const string Tables = "/bigquery/v2/projects/{id}/datasets/{id}/tables";

    private static readonly string[] Table =
    [
        "tableReference", "description", "friendlyName", "schema", "view", "materializedView", "timePartitioning", "clustering", "labels",
        "expirationTime", "requirePartitionFilter",
    ];

    private static readonly IReadOnlyList<Method> Methods =
    [
        new("cloudscheduler", "GET", Jobs, ["pageSize", "pageToken"]),
        new("cloudscheduler", "GET", Jobs + "/{id}", []),
        new("cloudscheduler", "POST", Jobs + "/{id}:pause", [], Body: []),
        new("cloudscheduler", "POST", Jobs + "/{id}:resume", [], Body: []),
        new("cloudscheduler", "POST", Jobs + "/{id}:run", [], Body: []),
        new("run", "GET", Run + "/services/{id}", []),
        new("run", "GET", Run + "/workerPools/{id}", []),
        new("run", "PATCH", Run + "/workerPools/{id}", ["updateMask!", "validateOnly", "allowMissing", "forceNewRevision"], Body: ["scaling!"]),
        new("monitoring", "GET", "/v3/projects/{id}/timeSeries", ["filter!", "interval.endTime!", "interval.startTime", "view", "pageSize", "pageToken"]),
        new("logging", "POST", "/v2/entries:list", [], Body: ["resourceNames!", "filter", "orderBy", "pageSize", "pageToken"]),
        new("cloudresourcemanager", "GET", "/v3/projects/{id}", []),
        new("cloudresourcemanager", "POST", "/v3/projects/{id}:testIamPermissions", [], Body: ["permissions!"]),
        new("serviceusage", "GET", "/v1/projects/{id}/services:batchGet", ["names!"]),
        new("cloudquotas", "GET", "/v1/projects/{id}/locations/global/quotaPreferences/{id}", []),
        new("storage", "GET", "/storage/v1/b/{id}/o/{id}", ["fields"]),
        new("storage", "POST", "/upload/storage/v1/b/{id}/o", ["uploadType!", "name!", "ifGenerationMatch"]) { IsUpload = true },
        new("bigquery", "GET", Tables, ["maxResults", "pageToken"]),
        new("bigquery", "POST", Tables, [], Body: Table),
        new("bigquery", "GET", Tables + "/{id}", ["selectedFields", "view"]),
        new("bigquery", "PATCH", Tables + "/{id}", ["autodetect_schema"], Body: Table),
        new("bigquery", "DELETE", Tables + "/{id}", []),
        new("bigquery", "POST", "/bigquery/v2/projects/{id}/queries", [], Body:
        [
            "query!", "useLegacySql!", "requestId", "maxResults", "timeoutMs", "maximumBytesBilled", "useQueryCache", "dryRun", "labels",
            "defaultDataset", "parameterMode", "queryParameters", "location", "formatOptions",
        ]),
        new("bigquery", "GET", "/bigquery/v2/projects/{id}/queries/{id}", ["pageToken", "maxResults", "timeoutMs", "location", "formatOptions.useInt64Timestamp"]),
        new("bigquery", "POST", "/bigquery/v2/projects/{id}/jobs/{id}/cancel", ["location"]),
    ];

    /// <summary>The fault of a request; null if it is valid.</summary>
    /// <param name="host">Host it was sent to; null if one server stands in for all hosts.</param>
    /// <param name="httpMethod">Such as <c>GET</c>.</param>
    /// <param name="target">Path and query as sent.</param>
    /// <param name="body">Body as sent.</param>
    public static string? Check(string? host, string httpMethod, string target, string body)
    {
        var path = target.Split('?')[0];
        if (Methods.FirstOrDefault(method => method.Http == httpMethod && method.Pattern.IsMatch(path)) is not { } found) return $"no such method: {httpMethod} {path}";
        if (host is not null && host != $"{found.Api}.googleapis.com") return $"{path} is not served by {host}";
        var query = QueryHelpers.ParseQuery(target[path.Length..]);
        if (Names(found.Query, query.Keys) is { } parameter) return $"{parameter} in the query of {httpMethod} {path}";
        if (found.IsUpload) return null;
        if (found.Body is null) return body.Length == 0 ? null : $"a body with {httpMethod} {path}";
        JsonObject members;
        try
        {
            members = JsonNode.Parse(body)!.AsObject();
        }
        catch (Exception exception) when (exception is System.Text.Json.JsonException or InvalidOperationException or NullReferenceException)
        {
            return $"the body of {httpMethod} {path} is no JSON object: {body}";
        }

        return Names(found.Body, members.Select(member => member.Key)) is { } name ? $"{name} in the body of {httpMethod} {path}" : Values(path, query, members);
    }

    private static string? Names(IReadOnlyList<string> known, IEnumerable<string> given)
    {
        var names = given.ToHashSet(StringComparer.Ordinal);
        return names.FirstOrDefault(name => !known.Contains(name) && !known.Contains(name + "!")) is { } unknown ? $"unknown name {unknown}"
            : known.FirstOrDefault(name => name.EndsWith('!') && !names.Contains(name[..^1])) is { } missing ? $"missing {missing[..^1]}"
            : null;
    }

    private static string? Values(string path, Dictionary<string, Microsoft.Extensions.Primitives.StringValues> query, JsonObject body) => path switch
    {
        // a mask that names a field missing from the body would clear it
        _ when query.TryGetValue("updateMask", out var mask) && (mask != "scaling.manualInstanceCount" || body["scaling"]?["manualInstanceCount"]?.GetValueKind() != System.Text.Json.JsonValueKind.Number) =>
            $"update mask {mask} does not fit the body {body.ToJsonString()}",
        _ when path.EndsWith("/queries", StringComparison.Ordinal) && (bool?)body["useLegacySql"] != false => "legacy SQL",
        _ when path.EndsWith("entries:list", StringComparison.Ordinal) && (string?)body["orderBy"] is not ("timestamp asc" or "timestamp desc") => "an order that Logging has not",
        _ => null,
    };

    /// <param name="Api">Host name without <c>.googleapis.com</c>.</param>
    /// <param name="Http">HTTP method.</param>
    /// <param name="Path">Path, with <c>{id}</c> for one segment.</param>
    /// <param name="Query">Its query parameters; an exclamation mark makes one required.</param>
    /// <param name="Body">Members of its body, likewise; null if it takes none.</param>
    private sealed record Method(string Api, string Http, string Path, IReadOnlyList<string> Query, IReadOnlyList<string>? Body = null)
    {
        public Regex Pattern { get; } = new($"^{Regex.Escape(Path).Replace(@"\{id}", "[^/:?]+", StringComparison.Ordinal)}$");

        public bool IsUpload { get; init; }
    }
}
