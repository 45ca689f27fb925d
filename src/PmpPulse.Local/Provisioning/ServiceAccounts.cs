using PmpPulse.Contracts.Topology;

namespace PmpPulse.Local.Provisioning;

/// <summary>E-mail addresses of the service accounts whose tokens the services accept, by caller.</summary>
internal sealed record ServiceAccounts(string Project)
{
    public string Scheduler => SharedNames.Email(SharedNames.SchedulerAccount, Project);

    public string MartsRefresher => SharedNames.Email(SharedNames.RefresherAccount, Project);

    public string PubSubPush => SharedNames.Email(SharedNames.PushAccount, Project);
}
