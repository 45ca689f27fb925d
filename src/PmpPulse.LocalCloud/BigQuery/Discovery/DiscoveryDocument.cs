using System.Text.Json.Nodes;

namespace PmpPulse.LocalCloud.BigQuery.Discovery;

/// <summary>
/// The API description from which Google's generated clients, including the <c>bq</c> tool, build their calls. It lists only the methods
/// that LocalCloud serves. https://developers.google.com/discovery/v1/reference/apis
/// </summary>
internal static class DiscoveryDocument
{
    private const string Dataset = "datasets/{+datasetId}";
    private const string Table = "datasets/{+datasetId}/tables/{+tableId}";

    private static readonly string[] Paging = ["maxResults:integer", "pageToken:string"];

    private static readonly Method[] Methods =
    [
        new("datasets.delete", "DELETE", Dataset, ["deleteContents:boolean"]),
        new("datasets.get", "GET", Dataset, ["datasetView:string", "accessPolicyVersion:integer"], Response: "Dataset"),
        new("datasets.insert", "POST", "datasets", ["accessPolicyVersion:integer"], "Dataset", "Dataset"),
        new("datasets.list", "GET", "datasets", [.. Paging, "all:boolean", "filter:string"], Response: "DatasetList"),
        new("datasets.patch", "PATCH", Dataset, ["updateMode:string", "accessPolicyVersion:integer"], "Dataset", "Dataset"),
        new("datasets.update", "PUT", Dataset, ["updateMode:string", "accessPolicyVersion:integer"], "Dataset", "Dataset"),
        new("jobs.cancel", "POST", "jobs/{+jobId}/cancel", ["location:string"], Response: "JobCancelResponse"),
        new("jobs.get", "GET", "jobs/{+jobId}", ["location:string"], Response: "Job"),
        new("jobs.getQueryResults", "GET", "queries/{+jobId}",
            [.. Paging, "startIndex:string", "timeoutMs:integer", "location:string", "formatOptions.useInt64Timestamp:boolean", "formatOptions.timestampOutputFormat:string"],
            Response: "GetQueryResultsResponse"),
        new("jobs.insert", "POST", "jobs", [], "Job", "Job"),
        new("jobs.list", "GET", "jobs",
            [.. Paging, "allUsers:boolean", "maxCreationTime:string", "minCreationTime:string", "parentJobId:string", "projection:string", "stateFilter:string*"],
            Response: "JobList"),
        new("jobs.query", "POST", "queries", [], "QueryRequest", "QueryResponse"),
        new("projects.list", "GET", "", Paging, Response: "ProjectList"),
        new("tabledata.insertAll", "POST", Table + "/insertAll", [], "TableDataInsertAllRequest", "TableDataInsertAllResponse"),
        new("tabledata.list", "GET", Table + "/data",
            [.. Paging, "startIndex:string", "selectedFields:string", "formatOptions.useInt64Timestamp:boolean", "formatOptions.timestampOutputFormat:string"],
            Response: "TableDataList"),
        new("tables.delete", "DELETE", Table, []),
        new("tables.get", "GET", Table, ["selectedFields:string", "view:string"], Response: "Table"),
        new("tables.insert", "POST", "datasets/{+datasetId}/tables", [], "Table", "Table"),
        new("tables.list", "GET", "datasets/{+datasetId}/tables", Paging, Response: "TableList"),
        new("tables.patch", "PATCH", Table, ["autodetect_schema:boolean"], "Table", "Table"),
        new("tables.update", "PUT", Table, ["autodetect_schema:boolean"], "Table", "Table"),
    ];

    /// <param name="root">The address the client used, such as <c>http://127.0.0.1:9050/</c>.</param>
    public static string Write(string root)
    {
        var resources = new JsonObject();
        var schemas = new JsonObject();
        foreach (var method in Methods)
        {
            var (resource, name) = (method.Id.Split('.')[0], method.Id.Split('.')[1]);
            if (resources[resource] is not JsonObject group)
            {
                resources[resource] = group = new JsonObject { ["methods"] = new JsonObject() };
            }

            group["methods"]![name] = Describe(method);
            foreach (var schema in new[] { method.Request, method.Response }.OfType<string>())
            {
                schemas[schema] = new JsonObject { ["id"] = schema, ["type"] = "object", ["properties"] = new JsonObject() };
            }

        }

        return new JsonObject
        {
            ["kind"] = "discovery#restDescription",
            ["discoveryVersion"] = "v1",
            ["id"] = "bigquery:v2",
            ["name"] = "bigquery",
            ["version"] = "v2",
            ["title"] = "BigQuery API",
            ["description"] = "BigQuery on LocalCloud",
            ["protocol"] = "rest",
            ["rootUrl"] = root,
            ["servicePath"] = "bigquery/v2/",
            ["basePath"] = "/bigquery/v2/",
            ["baseUrl"] = root + "bigquery/v2/",
            ["batchPath"] = "batch/bigquery/v2",
            ["parameters"] = new JsonObject
            {
                ["alt"] = Parameter("string", "query"),
                ["fields"] = Parameter("string", "query"),
                ["key"] = Parameter("string", "query"),
                ["prettyPrint"] = Parameter("boolean", "query"),
                ["quotaUser"] = Parameter("string", "query"),
                ["userIp"] = Parameter("string", "query"),
                ["trace"] = Parameter("string", "query"),
            },
            ["schemas"] = schemas,
            ["resources"] = resources,
        }.ToJsonString();
    }

    private static JsonObject Describe(Method method)
    {
        var path = method.Id == "projects.list" ? "projects" : "projects/{+projectId}/" + method.Path;
        var parameters = new JsonObject();
        var order = new JsonArray();
        foreach (var part in path.Split('/').Where(part => part.StartsWith("{+", StringComparison.Ordinal)))
        {
            var name = part[2..^1];
            parameters[name] = Parameter("string", "path", required: true);
            order.Add(name);
        }

        foreach (var parameter in method.Query)
        {
            var (name, type) = (parameter.Split(':')[0], parameter.Split(':')[1]);
            parameters[name] = Parameter(type.TrimEnd('*'), "query", repeated: type.EndsWith('*'));
        }

        var described = new JsonObject
        {
            ["id"] = "bigquery." + method.Id,
            ["path"] = path,
            ["flatPath"] = path.Replace("{+", "{", StringComparison.Ordinal),
            ["httpMethod"] = method.Verb,
            ["parameters"] = parameters,
            ["parameterOrder"] = order,
        };
        if (method.Request is { } request) described["request"] = new JsonObject { ["$ref"] = request };
        if (method.Response is { } response) described["response"] = new JsonObject { ["$ref"] = response };
        if (method.Id == "jobs.insert")
        {
            // load jobs are refused, but bq sends no query job unless jobs.insert supports uploads
            described["supportsMediaUpload"] = true;
            described["mediaUpload"] = new JsonObject
            {
                ["accept"] = new JsonArray("*/*"),
                ["protocols"] = new JsonObject
                {
                    ["simple"] = new JsonObject { ["multipart"] = true, ["path"] = "/upload/bigquery/v2/projects/{+projectId}/jobs" },
                },
            };
        }

        return described;
    }

    private static JsonObject Parameter(string type, string location, bool required = false, bool repeated = false)
    {
        var parameter = new JsonObject { ["type"] = type, ["location"] = location };
        if (required) parameter["required"] = true;
        if (repeated) parameter["repeated"] = true;
        return parameter;
    }

    /// <param name="Id">Resource and method.</param>
    /// <param name="Path">The path after the project.</param>
    /// <param name="Query">Parameters as <c>name:type</c>; a trailing star marks a repeated one.</param>
    private sealed record Method(string Id, string Verb, string Path, string[] Query, string? Request = null, string? Response = null);
}
