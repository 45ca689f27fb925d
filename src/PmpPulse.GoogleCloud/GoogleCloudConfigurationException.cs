namespace PmpPulse.GoogleCloud;

/// <summary>A setting or credential is missing or wrong; the message names it and the remedy.</summary>
public sealed class GoogleCloudConfigurationException : Exception
{
    public GoogleCloudConfigurationException(string message)
        : base(message)
    {
    }

    public GoogleCloudConfigurationException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
