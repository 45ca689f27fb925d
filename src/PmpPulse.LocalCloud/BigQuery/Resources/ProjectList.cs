namespace PmpPulse.LocalCloud.BigQuery.Resources;

/// <summary>https://cloud.google.com/bigquery/docs/reference/rest/v2/projects/list.</summary>
internal sealed record ProjectList(string Kind, string Etag, IReadOnlyList<ProjectListItem> Projects, int TotalItems);

internal sealed record ProjectListItem(string Kind, string Id, string NumericId, ProjectReference ProjectReference, string FriendlyName);

internal sealed record ProjectReference(string ProjectId);
