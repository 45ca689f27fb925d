namespace PmpPulse.LocalCloud.Hosting;

/// <summary>An exception that says with which HTTP status a call ends.</summary>
internal interface IStatusException
{
    int Code { get; }
}
