namespace PmpPulse.GoogleCloud.StorageWrite;

/// <summary>How a column's values are encoded (<see href="https://cloud.google.com/bigquery/docs/supported-data-types"/>).</summary>
internal enum RowWireKind
{
    /// <summary>proto2 string: STRING, JSON, and the types given by their literal.</summary>
    Text,

    /// <summary>proto2 bytes.</summary>
    Bytes,

    /// <summary>proto2 int64.</summary>
    Int64,

    /// <summary>proto2 int64: microseconds since 1970 UTC.</summary>
    Timestamp,

    /// <summary>proto2 int32: days since 1970.</summary>
    Date,

    /// <summary>proto2 double.</summary>
    Double,

    /// <summary>proto2 bool.</summary>
    Bool,
}
