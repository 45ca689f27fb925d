namespace PmpPulse.Contracts.BigQuery;

/// <summary>A rule of the data: a GoogleSQL query that returns the rows which break it, so none when it holds.</summary>
/// <param name="Name">Name of its file under <c>infra/bigquery/assertions</c>.</param>
/// <param name="Title">Its first comment line: the rule in words.</param>
/// <param name="Query">One GoogleSQL SELECT.</param>
public sealed record Assertion(string Name, string Title, string Query);
