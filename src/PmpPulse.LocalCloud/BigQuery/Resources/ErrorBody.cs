namespace PmpPulse.LocalCloud.BigQuery.Resources;

internal sealed record ErrorBody(ErrorDetail Error);

internal sealed record ErrorDetail(int Code, string Message, IReadOnlyList<ErrorProto> Errors, string Status);

/// <summary>https://cloud.google.com/bigquery/docs/reference/rest/v2/ErrorProto. Inside jobs the domain is omitted.</summary>
internal sealed record ErrorProto(string Message, string? Domain, string Reason, string? Location = null, string? LocationType = null);
