namespace PmpPulse.Warehouse;

/// <summary>A rule of the data: a GoogleSQL query that returns the rows which break it, so none when it holds.</summary>
/// <param name="Name">Name of its file under <c>infra/bigquery/assertions</c>, or <c>notices</c>.</param>
/// <param name="Title">Its first comment line: the rule in words.</param>
/// <param name="Query">One GoogleSQL SELECT.</param>
/// <param name="IsNotice">
/// True for what the feed owes, not the pipeline: an oddity that people should know of, and that no work on this system mends.
/// </param>
public sealed record Assertion(string Name, string Title, string Query, bool IsNotice);
