namespace PmpPulse.Cli.Query;

/// <summary>How rows are written.</summary>
internal enum QueryFormat
{
    /// <summary>For people.</summary>
    Table,

    /// <summary>One JSON document.</summary>
    Json,

    /// <summary>RFC 4180.</summary>
    Csv,
}
