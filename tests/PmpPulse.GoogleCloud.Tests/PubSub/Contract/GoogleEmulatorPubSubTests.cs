using PmpPulse.GoogleCloud.Tests.Infrastructure;

namespace PmpPulse.GoogleCloud.Tests.PubSub.Contract;

/// <summary>The contract against Google's own emulator.</summary>
[Trait("Category", "Slow")]
public sealed class GoogleEmulatorPubSubTests(GoogleEmulator backend) : PubSubContract(backend);
