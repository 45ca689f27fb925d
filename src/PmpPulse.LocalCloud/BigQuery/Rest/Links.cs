namespace PmpPulse.LocalCloud.BigQuery.Rest;

/// <summary>Addresses of resources as the client reached us; the connection is plain whatever the request claims.</summary>
internal static class Links
{
    public static string Self(HttpRequest request, string path) => $"http://{request.Host}/bigquery/v2/{path}";
}
