using PmpPulse.LocalCloud.BigQuery.Engine;
using PmpPulse.LocalCloud.BigQuery.Resources;

namespace PmpPulse.LocalCloud.BigQuery.Discovery;

/// <summary>What clients request first: the API's description and the list of projects.</summary>
internal static class DiscoveryEndpoints
{
    public static void MapDocuments(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/$discovery/rest", (HttpContext http) => Document(http));
        routes.MapGet("/discovery/v1/apis/bigquery/v2/rest", (HttpContext http) => Document(http));
    }

    /// <summary>Projects are implicit: every project with a dataset is listed.</summary>
    public static void MapProjects(IEndpointRouteBuilder routes) => routes.MapGet("/projects", (Database database) =>
    {
        var projects = database.Catalog.Datasets.Keys.Select(key => key.Project).Distinct().Order(StringComparer.Ordinal)
            .Select(project => new ProjectListItem("bigquery#project", project, "1", new ProjectReference(project), project))
            .ToList();
        return Results.Json(
            new ProjectList("bigquery#projectList", $"{projects.Count}", projects, projects.Count), BigQueryJson.Default.ProjectList);
    });

    private static IResult Document(HttpContext http) =>
        Results.Text(DiscoveryDocument.Write($"http://{http.Request.Host}/"), "application/json; charset=UTF-8");
}
