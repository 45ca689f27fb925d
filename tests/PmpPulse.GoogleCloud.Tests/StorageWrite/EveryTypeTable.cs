using PmpPulse.GoogleCloud.StorageWrite;

namespace PmpPulse.GoogleCloud.Tests.StorageWrite;

/// <summary>A table with a column of every type that rows can have.</summary>
internal static class EveryTypeTable
{
    public const string ResourceJson = """
        {
          "schema": {
            "fields": [
              { "name": "text", "type": "STRING", "mode": "REQUIRED" },
              { "name": "whole", "type": "INT64" },
              { "name": "real", "type": "FLOAT64" },
              { "name": "flag", "type": "BOOL" },
              { "name": "blob", "type": "BYTES" },
              { "name": "instant", "type": "TIMESTAMP" },
              { "name": "day", "type": "DATE" },
              { "name": "document", "type": "JSON" },
              { "name": "texts", "type": "STRING", "mode": "REPEATED" },
              { "name": "wholes", "type": "INT64", "mode": "REPEATED" },
              { "name": "amount", "type": "NUMERIC" }
            ]
          }
        }
        """;

    public static RowSchema Schema { get; } = RowSchema.FromResourceJson(ResourceJson);

    /// <summary>Rows with a text column only.</summary>
    public static RowBatch Rows(params string[] texts)
    {
        var writer = new RowBatchWriter(Schema);
        foreach (var text in texts)
        {
            writer.BeginRow();
            writer.WriteString(Schema.Column("text"), text);
            writer.EndRow();
        }

        return writer.ToBatch();
    }
}
