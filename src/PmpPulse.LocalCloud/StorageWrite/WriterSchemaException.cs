namespace PmpPulse.LocalCloud.StorageWrite;

/// <summary>A writer's descriptor that doesn't fit the table.</summary>
internal sealed class WriterSchemaException(string message, bool isExtraField = false) : Exception(message)
{
    /// <summary>The message has a field that the table lacks: Google answers with an error code of its own.</summary>
    public bool IsExtraField { get; } = isExtraField;
}
