using PmpPulse.GoogleCloud.Tests.Infrastructure;

namespace PmpPulse.GoogleCloud.Tests.PubSub.Contract;

/// <summary>The real-time contract against LocalCloud.</summary>
[Trait("Category", "Slow")]
public sealed class LocalCloudPubSubRealTimeTests(LocalCloudBackend backend) : PubSubRealTimeContract(backend);
