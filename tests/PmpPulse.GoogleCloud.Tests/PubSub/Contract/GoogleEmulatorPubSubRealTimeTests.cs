using PmpPulse.GoogleCloud.Tests.Infrastructure;

namespace PmpPulse.GoogleCloud.Tests.PubSub.Contract;

/// <summary>The real-time contract against Google's own emulator.</summary>
[Trait("Category", "Slow")]
public sealed class GoogleEmulatorPubSubRealTimeTests(GoogleEmulator backend) : PubSubRealTimeContract(backend);
