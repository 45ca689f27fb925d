using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using PmpPulse.Benchmarks;

if (args is ["core"])
{
    CoreBench.Run();
    return;
}

// in this process: BenchmarkDotNet's own build of the solution would take minutes, and only ratios are read
var config = DefaultConfig.Instance
    .AddJob(Job.Default.WithToolchain(InProcessEmitToolchain.Instance).WithWarmupCount(5).WithIterationCount(12))
    .WithArtifactsPath(Path.Combine("artifacts", "benchmarks"));
BenchmarkSwitcher.FromAssembly(typeof(CurationBenchmarks).Assembly).Run(args, config);
