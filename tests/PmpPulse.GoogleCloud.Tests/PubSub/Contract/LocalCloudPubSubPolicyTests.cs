using PmpPulse.GoogleCloud.Tests.Infrastructure;

namespace PmpPulse.GoogleCloud.Tests.PubSub.Contract;

/// <summary>The contract for policies against LocalCloud.</summary>
public sealed class LocalCloudPubSubPolicyTests(LocalCloudBackend backend) : PubSubPolicyContract(backend);
