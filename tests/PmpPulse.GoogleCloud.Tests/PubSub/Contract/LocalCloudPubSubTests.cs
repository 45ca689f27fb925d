using PmpPulse.GoogleCloud.Tests.Infrastructure;

namespace PmpPulse.GoogleCloud.Tests.PubSub.Contract;

/// <summary>The contract against LocalCloud.</summary>
public sealed class LocalCloudPubSubTests(LocalCloudBackend backend) : PubSubContract(backend);
