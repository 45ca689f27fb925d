using System.Text.RegularExpressions;

namespace PmpPulse.GoogleSql.Errors;

/// <summary>Rewords DuckDB's errors from running a translated statement as BigQuery's.</summary>
public static partial class RuntimeErrors
{
    /// <summary>Precedes a message that a translated statement raises through a failing cast.</summary>
    internal const string Mark = "GoogleSQL error: ";

    /// <summary>
    /// BigQuery's message for one of DuckDB's, such as <c>division by zero: 5 / 0</c> or <c>int64 overflow: 9223372036854775807 + 1</c>.
    /// Unknown messages are returned without DuckDB's error class.
    /// </summary>
    public static string Describe(string duckDbMessage)
    {
        ArgumentNullException.ThrowIfNull(duckDbMessage);
        if (Raised().Match(duckDbMessage) is { Success: true } raised)
        {
            // DuckDB writes whole FLOAT64s with a decimal point
            var message = raised.Groups["message"].Value;
            return message.StartsWith("division by zero", StringComparison.Ordinal) ? WholeNumber().Replace(message, "") : message;
        }

        if (Overflow().Match(duckDbMessage) is { Success: true } overflow) return $"int64 overflow: {overflow.Groups["operation"].Value}";

        if (duckDbMessage.Contains("More than one row returned by a subquery", StringComparison.Ordinal))
        {
            return "Scalar subquery produced more than one element";
        }

        return Class().Replace(duckDbMessage, "", 1);
    }

    [GeneratedRegex("Could not convert string '" + Mark + "(?<message>.*)' to INT64", RegexOptions.Singleline)]
    private static partial Regex Raised();

    [GeneratedRegex(@"(?<=[0-9])\.0(?![0-9])")]
    private static partial Regex WholeNumber();

    [GeneratedRegex(@"Overflow in \w+ of INT64 \((?<operation>.*)\)!")]
    private static partial Regex Overflow();

    [GeneratedRegex(@"\A[A-Z][A-Za-z ]* Error: ")]
    private static partial Regex Class();
}
