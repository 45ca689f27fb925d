using System.Text.RegularExpressions;
using DuckDB.NET.Data;
using DuckDB.NET.Native;
using PmpPulse.GoogleSql.Errors;
using PmpPulse.LocalCloud.BigQuery.Engine;
using PmpPulse.LocalCloud.BigQuery.Errors;

namespace PmpPulse.LocalCloud.BigQuery.Jobs;

/// <summary>Rewords a translated statement's runtime errors as BigQuery's, and keeps physical table names out of them.</summary>
internal static partial class EngineErrors
{
    public static BigQueryException Map(Exception error) => error switch
    {
        BigQueryException known => known,
        _ when EngineFaults.IsConflict(error) => BigQueryException.StillHeld(),
        EngineException engine => Map(engine.Message, engine.Type),
        DuckDBException duck => Map(duck.Message, duck.ErrorType),
        _ => Internal(),
    };

    /// <summary>Whether it is LocalCloud's fault and must be investigated, not the statement's.</summary>
    public static bool IsInternal(BigQueryException error) => error.Reason == "internalError";

    private static BigQueryException Map(string message, DuckDBErrorType type)
    {
        var text = RuntimeErrors.Describe(message).Split('\n')[0].Trim();
        if (text.StartsWith(
            "Resources exceeded during query execution: The query could not be executed in the allotted memory", StringComparison.Ordinal))
        {
            return new BigQueryException(400, "resourcesExceeded", text);
        }

        if (message.StartsWith("Out of Memory", StringComparison.Ordinal))
        {
            return new BigQueryException(
                400,
                "resourcesExceeded",
                "Resources exceeded during query execution: the query could not be executed in the allotted memory.");
        }

        if (BadCast().Match(text) is { Success: true } cast)
        {
            return BigQueryException.InvalidQuery($"Bad {TypeName(cast.Groups[2].Value)} value: {cast.Groups[1].Value}");
        }

        if (Overflow().Match(text) is { Success: true } overflow)
        {
            return BigQueryException.InvalidQuery($"{TypeName(overflow.Groups[2].Value)} overflow: {overflow.Groups[3].Value}");
        }

        if (NotNull().Match(text) is { Success: true } missing)
        {
            return BigQueryException.InvalidQuery($"Required field {missing.Groups[1].Value} cannot be null");
        }

        if (UnknownTimeZone().Match(text) is { Success: true } zone)
        {
            return BigQueryException.InvalidQuery($"Invalid time zone: {zone.Groups[1].Value}");
        }

        if (message.Contains("Max expression depth limit", StringComparison.Ordinal))
        {
            return new BigQueryException(
                400,
                "resourcesExceeded",
                "Resources exceeded during query execution: Not enough resources for query planning - the query is nested too deeply");
        }

        if (text.Contains("More than one row returned by a subquery", StringComparison.Ordinal))
        {
            return BigQueryException.InvalidQuery("Scalar subquery produced more than one element");
        }

        if (text.Contains("Malformed JSON", StringComparison.Ordinal))
        {
            return BigQueryException.InvalidQuery(
                "Invalid JSON: " + text[(text.IndexOf("Malformed JSON", StringComparison.Ordinal) + 14)..].Trim());
        }

        return message.Split(' ')[0] switch
        {
            // error() in translated SQL and range checks: their messages contain values, not physical names
            "Invalid" or "Conversion" or "Out" => BigQueryException.InvalidQuery(text),
            _ when type is DuckDBErrorType.Fatal or DuckDBErrorType.Io => BigQueryException.Unavailable(),
            _ => Internal(),
        };
    }

    public static BigQueryException Cancelled() => new(400, "stopped", "Job execution was cancelled: User requested cancellation");

    public static BigQueryException TimedOut(TimeSpan timeout) =>
        new(
            400,
            "stopped",
            FormattableString.Invariant(
                $"Operation timed out after {timeout.TotalSeconds} seconds. Consider reducing the amount of work performed by your operation so that it can complete within this limit."));

    private static BigQueryException Internal() =>
        new(500, "internalError", "An internal error occurred and the request could not be completed. See LocalCloud's log.");

    private static string TypeName(string duck) => duck switch
    {
        "INT64" or "BIGINT" => "int64",
        "DOUBLE" => "double",
        "BOOL" or "BOOLEAN" => "bool",
        "INT32" => "int32",
        "INT128" => "int128",
        _ => duck.ToLowerInvariant().Split('(')[0] switch { "decimal" => "numeric", var other => other },
    };

    [GeneratedRegex(@"^Could not convert string '(.*)' to (\S+)")]
    private static partial Regex BadCast();

    [GeneratedRegex(@"^Overflow in (\w+) of (\w+) \((.*)\)!?$")]
    private static partial Regex Overflow();

    [GeneratedRegex(@"^Unknown TimeZone '(.*)'!$")]
    private static partial Regex UnknownTimeZone();

    [GeneratedRegex(@"NOT NULL constraint failed: .*\.([^.]+)$")]
    private static partial Regex NotNull();
}
