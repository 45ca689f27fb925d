using PmpPulse.Contracts;

namespace PmpPulse.Local.Provisioning;

/// <summary>Who calls whom: e-mail addresses of the service accounts whose tokens the services accept.</summary>
internal sealed record ServiceAccounts(string Project)
{
    public string Scheduler => ResourceNames.Accounts.Email(ResourceNames.Accounts.Scheduler, Project);

    public string PubSubPush => ResourceNames.Accounts.Email(ResourceNames.Accounts.PubSubPush, Project);
}
