using PmpPulse.GoogleCloud.Tests.Infrastructure;

// shared by all suites, each started by the first test that needs it
[assembly: AssemblyFixture(typeof(GoogleEmulator))]
[assembly: AssemblyFixture(typeof(LocalCloudBackend))]
