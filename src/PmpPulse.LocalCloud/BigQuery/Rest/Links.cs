namespace PmpPulse.LocalCloud.BigQuery.Rest;

/// <summary>Addresses of resources under the host name that the client used; always http, whatever the request claims.</summary>
internal static class Links
{
    public static string Self(HttpRequest request, string path) => $"http://{request.Host}/bigquery/v2/{path}";
}
