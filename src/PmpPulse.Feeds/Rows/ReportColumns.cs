using Google.Protobuf;
using PmpPulse.GoogleCloud.StorageWrite;

namespace PmpPulse.Feeds.Rows;

/// <summary>Reads <see cref="ElementReport"/>s out of encoded rows.</summary>
/// <param name="schema">The table's columns.</param>
/// <param name="reportedAt">Name of the column of the report's time.</param>
/// <param name="json">Name of the column of the element's JSON.</param>
/// <param name="notBelieved">The flag, in <c>quality_flags</c>, of an implausible time.</param>
public sealed class ReportColumns(RowSchema schema, string reportedAt, string json, string notBelieved)
{
    private readonly int _reportedAt = schema.Column(reportedAt).Number;
    private readonly int _json = schema.Column(json).Number;
    private readonly int _flags = schema.Column("quality_flags").Number;

    /// <summary>The report of an encoded row.</summary>
    public ElementReport Read(ByteString row)
    {
        ArgumentNullException.ThrowIfNull(row);
        long? reported = null;
        var isBelieved = true;
        ReadOnlyMemory<byte> element = default;
        var input = row.CreateCodedInput();
        while (input.ReadTag() is var tag and not 0)
        {
            var number = WireFormat.GetTagFieldNumber(tag);
            if (number == _reportedAt) reported = input.ReadInt64();
            else if (number == _json) element = input.ReadBytes().Memory;
            else if (number == _flags) isBelieved &= input.ReadString() != notBelieved;
            else input.SkipLastField();
        }

        return new ElementReport(isBelieved ? reported : null, element);
    }
}
