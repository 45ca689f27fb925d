using Google.Protobuf;
using PmpPulse.Contracts;
using PmpPulse.GoogleCloud.StorageWrite;

namespace PmpPulse.Curation.Fencing;

/// <summary>The table that one worker at a time appends to, as the fence sees it.</summary>
/// <param name="Name">The table.</param>
/// <param name="Schema">Its columns.</param>
/// <param name="ElementId">The column that tells the rows of one snapshot apart; together with <c>snapshot_id</c> the key.</param>
/// <param name="Register">The table whose description says who may append.</param>
internal sealed record FencedTable(TableName Name, RowSchema Schema, string ElementId, TableName Register)
{
    private readonly int _elementId = Schema.Column(ElementId).Number;

    /// <summary>The element id of an encoded row.</summary>
    public string ElementIdOf(ByteString row)
    {
        var input = row.CreateCodedInput();
        while (input.ReadTag() is var tag and not 0)
        {
            if (WireFormat.GetTagFieldNumber(tag) == _elementId) return input.ReadString();
            input.SkipLastField();
        }

        throw new ArgumentException($"The row has no {ElementId}.", nameof(row));
    }
}
