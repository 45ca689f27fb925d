namespace PmpPulse.LocalCloud.StorageWrite;

/// <summary>A writer's descriptor doesn't match the table.</summary>
internal sealed class WriterSchemaException(string message, bool isExtraField = false) : Exception(message)
{
    /// <summary>Whether the message has a field that the table lacks, for which Google has a separate error code.</summary>
    public bool IsExtraField { get; } = isExtraField;
}
