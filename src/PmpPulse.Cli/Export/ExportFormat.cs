namespace PmpPulse.Cli.Export;

/// <summary>How a mart is written.</summary>
internal enum ExportFormat
{
    Parquet,
    Csv,
    GeoJson,
}
