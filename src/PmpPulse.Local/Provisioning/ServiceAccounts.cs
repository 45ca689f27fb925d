namespace PmpPulse.Local.Provisioning;

/// <summary>Who calls whom: e-mail addresses of the service accounts whose tokens the services accept.</summary>
internal sealed record ServiceAccounts(string Project)
{
    public string Scheduler => $"scheduler@{Project}.iam.gserviceaccount.com";

    public string PubSubPush => $"pubsub-push@{Project}.iam.gserviceaccount.com";
}
