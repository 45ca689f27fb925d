using PmpPulse.GoogleCloud.Tests.Infrastructure;

// one emulator for all suites, started by the first test that needs it
[assembly: AssemblyFixture(typeof(GoogleEmulator))]
