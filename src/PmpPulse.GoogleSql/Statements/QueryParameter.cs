using PmpPulse.GoogleSql.Types;

namespace PmpPulse.GoogleSql.Statements;

/// <summary>
/// A query parameter. Its value is written into the translated statement as a literal, so nothing is left to bind.
/// </summary>
/// <param name="Name">The name behind <c>@</c>, or null for a positional one (<c>?</c>). A statement has one sort only.</param>
/// <param name="Type">The declared type.</param>
/// <param name="Value">The value; a text that is not a value of the type is refused when the statement is translated.</param>
public sealed record QueryParameter(string? Name, SqlType Type, ParameterValue Value);
