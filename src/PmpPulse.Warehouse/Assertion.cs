namespace PmpPulse.Warehouse;

/// <summary>A rule of the data: a GoogleSQL query that returns the rows that break it, so none if it holds.</summary>
/// <param name="Name">Name of its file under <c>infra/bigquery/assertions</c>, or <c>notices</c>.</param>
/// <param name="Title">Its first comment line: the rule in words.</param>
/// <param name="Query">One GoogleSQL SELECT.</param>
/// <param name="IsNotice">
/// True for a rule about the feed, not the pipeline: an oddity that people should know of, and that no work on this system fixes.
/// </param>
public sealed record Assertion(string Name, string Title, string Query, bool IsNotice);
