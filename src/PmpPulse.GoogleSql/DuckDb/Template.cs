using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using PmpPulse.GoogleSql.Types;

namespace PmpPulse.GoogleSql.DuckDb;

/// <summary>
/// DuckDB SQL with slots for the arguments of a call. Like <see cref="Sql"/> it is written as an interpolated string. It is kept in parts,
/// so filling a slot inserts a piece and parses nothing. Templates are equal if their parts are.
/// </summary>
[InterpolatedStringHandler]
internal sealed class Template : IEquatable<Template>
{
    private readonly List<object> _parts;
    private int? _hash;

    /// <summary>Called by the compiler for an interpolated string.</summary>
    public Template(int literalLength, int formattedCount) => _parts = new List<object>((formattedCount * 2) + (literalLength > 0 ? 1 : 0));

    public static implicit operator Template(Slot slot) => $"{slot}";

    public static Template Join(Template separator, IEnumerable<Template> parts)
    {
        var result = new Template(0, 0);
        foreach (var part in parts)
        {
            if (result._parts.Count > 0) result.AppendFormatted(separator);

            result.AppendFormatted(part);
        }

        return result;
    }

    /// <summary>Concatenates strings as a balanced tree.</summary>
    public static Template Concatenate(ReadOnlySpan<Template> parts) => parts.Length switch
    {
        0 => $"''",
        1 => parts[0],
        _ => $"({Concatenate(parts[..(parts.Length / 2)])} || {Concatenate(parts[(parts.Length / 2)..])})",
    };

    /// <summary>Called by the compiler with the text between the holes.</summary>
    public void AppendLiteral([ConstantExpected] string text) => Tail().AppendLiteral(text);

    public void AppendFormatted(Sql piece) => Tail().AppendFormatted(piece);

    public void AppendFormatted(Slot slot) => _parts.Add(slot);

    public void AppendFormatted(AllSlots slots) => _parts.Add(slots);

    public void AppendFormatted(JoinedSlots slots) => _parts.Add(slots);

    public void AppendFormatted(Failure failure) => _parts.Add(failure);

    /// <summary>Appends another template, whose slots become slots of this one.</summary>
    public void AppendFormatted(Template template)
    {
        foreach (var part in template._parts) Append(part);
    }

    /// <summary>Fills the slots for a call that returns that type.</summary>
    public Sql Fill(IReadOnlyList<Sql> arguments, SqlType type)
    {
        var result = new Sql(0, 0);
        foreach (var part in _parts)
        {
            result.AppendFormatted(part switch
            {
                Sql text => text,
                Slot slot => arguments[slot.Index],
                JoinedSlots joined => Claims.Joined(joined.Function, arguments.ToArray(), type),
                AllSlots all => Sql.Join(all.Separator, arguments.Skip(all.From)),
                _ => Raise((Failure)part, arguments, type),
            });
        }

        return result;
    }

    private static Sql Raise(Failure failure, IReadOnlyList<Sql> arguments, SqlType type) =>
        Sql.Raise(failure.Message.Fill(arguments, SqlType.String), failure.Type ?? type);

    /// <summary>The template over other operands: slot n becomes the n-th operand.</summary>
    public Template Of(params ReadOnlySpan<Template> operands)
    {
        var result = new Template(0, 0);
        foreach (var part in _parts)
        {
            switch (part)
            {
                case Slot slot:
                    result.AppendFormatted(operands[slot.Index]);
                    break;
                case Failure failure:
                    result.AppendFormatted(new Failure(failure.Message.Of(operands), failure.Type));
                    break;
                case AllSlots or JoinedSlots:
                    throw new InvalidOperationException("A variadic template can't be applied to other operands.");
                default:
                    result.Append(part);
                    break;
            }
        }

        return result;
    }

    public bool Equals(Template? other)
    {
        if (ReferenceEquals(this, other)) return true;
        if (other is null || _parts.Count != other._parts.Count) return false;

        for (var i = 0; i < _parts.Count; i++)
        {
            if (!_parts[i].Equals(other._parts[i])) return false;
        }

        return true;
    }

    public override bool Equals(object? obj) => Equals(obj as Template);

    // only called once the template is complete
    public override int GetHashCode() => _hash ??= _parts.Aggregate(_parts.Count, HashCode.Combine);

    private void Append(object part)
    {
        if (part is Sql text) Tail().AppendFormatted(text);
        else _parts.Add(part);
    }

    // adjacent text must be one part, or equal templates could differ
    private Sql Tail()
    {
        if (_parts.Count == 0 || _parts[^1] is not Sql tail)
        {
            tail = new Sql(0, 0);
            _parts.Add(tail);
        }

        return tail;
    }
}
