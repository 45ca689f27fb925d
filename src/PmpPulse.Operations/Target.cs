namespace PmpPulse.Operations;

/// <summary>The system that commands operate on.</summary>
public enum Target
{
    /// <summary>The one that <c>make up</c> runs on this machine.</summary>
    Local,

    /// <summary>The one of a Google Cloud project.</summary>
    Gcp,
}
