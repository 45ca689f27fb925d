using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using PmpPulse.GoogleSql.Types;

namespace PmpPulse.GoogleSql.DuckDb;

/// <summary>The slot of one argument in a <see cref="Template"/>.</summary>
internal sealed record Slot(int Index);

/// <summary>The slot of all arguments from <paramref name="From"/> on, separated by <paramref name="Separator"/>.</summary>
internal sealed record AllSlots(int From, Sql Separator);

/// <summary>The slot of all arguments concatenated; see <see cref="Claims.Joined"/>.</summary>
internal sealed record JoinedSlots(string Function);

/// <summary>
/// An expression that fails the statement with a message. The message is an interpolated string; each hole shows its value.
/// </summary>
[InterpolatedStringHandler]
internal sealed class Failure : IEquatable<Failure>
{
    private readonly List<Template> _pieces = [];

    /// <summary>Called by the compiler for an interpolated string.</summary>
    public Failure(int literalLength, int formattedCount)
    {
    }

    public Failure(Template message, SqlType? type = null)
    {
        _pieces.Add(message);
        Type = type;
    }

    /// <summary>The type of the failing expression; null means the call's type.</summary>
    public SqlType? Type { get; }

    /// <summary>The message as a string expression.</summary>
    public Template Message => _pieces is [var one] ? one : Template.Join($" || ", _pieces);

    public void AppendLiteral([ConstantExpected] string text) => _pieces.Add($"{Sql.Text(text)}");

    public void AppendFormatted(Template value) => _pieces.Add($"CAST({value} AS VARCHAR)");

    public bool Equals(Failure? other) => other is not null && Equals(Type, other.Type) && _pieces.SequenceEqual(other._pieces);

    public override bool Equals(object? obj) => Equals(obj as Failure);

    public override int GetHashCode() => _pieces.Aggregate(_pieces.Count, HashCode.Combine);
}

/// <summary>The values for a template's holes; meant for <c>using static</c>.</summary>
internal static class Slots
{
    /// <summary>The first argument.</summary>
    public static Slot A { get; } = new(0);

    /// <summary>The second argument.</summary>
    public static Slot B { get; } = new(1);

    /// <summary>The third argument.</summary>
    public static Slot C { get; } = new(2);

    /// <summary>All arguments, separated by commas.</summary>
    public static AllSlots All { get; } = new(0, $", ");

    /// <summary>All arguments but the first, separated by commas.</summary>
    public static AllSlots Rest { get; } = new(1, $", ");

    /// <summary>All arguments, concatenated.</summary>
    public static Template Joined(string function) => $"{new JoinedSlots(function)}";

    public static Slot Argument(int index) => new(index);

    public static AllSlots AllBetween(Sql separator) => new(0, separator);

    /// <summary>An expression that fails when evaluated.</summary>
    public static Failure Fail(Failure message) => message;

    /// <summary>The same, as a string inside a call of another type.</summary>
    public static Failure FailAsText(Failure message) => new(message.Message, SqlType.String);
}
