using PmpPulse.GoogleSql.Types;

namespace PmpPulse.GoogleSql.Statements;

/// <summary>A query parameter. The translated statement contains its value as a literal, so nothing remains to be bound.</summary>
/// <param name="Name">The name after <c>@</c>, or null for a positional parameter (<c>?</c>). A statement can't mix the two.</param>
/// <param name="Type">The declared type.</param>
/// <param name="Value">The value. Translation refuses text that is not a value of the type.</param>
public sealed record QueryParameter(string? Name, SqlType Type, ParameterValue Value);
