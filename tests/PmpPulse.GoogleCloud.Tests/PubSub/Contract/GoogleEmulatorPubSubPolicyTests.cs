using PmpPulse.GoogleCloud.Tests.Infrastructure;

namespace PmpPulse.GoogleCloud.Tests.PubSub.Contract;

/// <summary>The contract for policies against Google's own emulator.</summary>
[Trait("Category", "Slow")]
public sealed class GoogleEmulatorPubSubPolicyTests(GoogleEmulator backend) : PubSubPolicyContract(backend);
