namespace PmpPulse.LocalCloud.BigQuery.Rest;

/// <summary>Addresses of resources, with the host name that the client used. Always http, whatever the request claims.</summary>
internal static class Links
{
    public static string Self(HttpRequest request, string path) => $"http://{request.Host}/bigquery/v2/{path}";
}
