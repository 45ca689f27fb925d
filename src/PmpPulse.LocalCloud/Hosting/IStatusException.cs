namespace PmpPulse.LocalCloud.Hosting;

/// <summary>An exception that determines the call's HTTP status.</summary>
internal interface IStatusException
{
    int Code { get; }
}
