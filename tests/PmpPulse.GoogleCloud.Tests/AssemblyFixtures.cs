using PmpPulse.GoogleCloud.Tests.Infrastructure;

// one of each for all suites, started by the first test that needs it
[assembly: AssemblyFixture(typeof(GoogleEmulator))]
[assembly: AssemblyFixture(typeof(LocalCloudBackend))]
