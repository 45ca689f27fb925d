using System.Text.Json;
using PmpPulse.Contracts;

namespace PmpPulse.Curation.Fencing;

/// <summary>
/// Who may append to the curated table: the JSON in the description of a table such as <c>pmp_ops.curation_register</c>.
/// </summary>
/// <param name="Epoch">How often ownership was taken; only for people and for <c>pmpctl verify</c>.</param>
/// <param name="Stream">The committed write stream that is in use; null before the first worker.</param>
internal sealed record Register(long Epoch, string? Stream)
{
    /// <summary>Reads a table's description; an empty one is the register before its first use.</summary>
    /// <param name="table">The table, for the error.</param>
    /// <param name="description">Its description.</param>
    /// <exception cref="RegisterFormatException">
    /// The description is something else, so it is unknown which stream must be finalized.
    /// </exception>
    public static Register Parse(TableName table, string? description)
    {
        if (string.IsNullOrWhiteSpace(description)) return new Register(0, null);
        try
        {
            return JsonSerializer.Deserialize(description, CurationJson.Default.Register) is { Epoch: >= 0, Stream.Length: > 0 } register
                ? register
                : throw new RegisterFormatException(table, description);
        }
        catch (JsonException)
        {
            throw new RegisterFormatException(table, description);
        }
    }

    /// <summary>As written in the description.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, CurationJson.Default.Register);
}
