using PmpPulse.Fuzzing.Engine;
using PmpPulse.Fuzzing.Targets;

namespace PmpPulse.Fuzzing.Tests;

/// <summary>Past findings stay fixed, and neither the seeds nor a few mutations of them are findings.</summary>
public sealed class CorpusTests
{
    public static TheoryData<string> Targets => [.. FuzzTargets.All.Select(target => target.Name)];

    [Theory]
    [MemberData(nameof(Targets))]
    public void Check_CommittedCorpus_FindsNothing(string name)
    {
        var target = FuzzTargets.Find(name)!;
        var runner = new InputRunner(target);
        FuzzFolder.SeedsOf(target).Should().NotBeEmpty("every target needs seeds");
        foreach (var file in FuzzFolder.CorpusFiles(name)) (runner.Run(File.ReadAllBytes(file))?.Description).Should().BeNull("of {0}", file);
        foreach (var seed in target.Seeds) (runner.Run(seed)?.Description).Should().BeNull("of {0}", Convert.ToBase64String(seed));
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void Check_MutatedCorpus_FindsNothing(string name)
    {
        var target = FuzzTargets.Find(name)!;
        var runner = new InputRunner(target);
        var mutator = new InputMutator(target.Dictionary);
        var seeds = FuzzFolder.SeedsOf(target).ToArray();
        var random = new Random(1);
        for (var tries = 0; tries < 200; tries++)
        {
            var input = mutator.Mutate(random, seeds[random.Next(seeds.Length)], seeds[random.Next(seeds.Length)]);
            (runner.Run(input)?.Description).Should().BeNull("of {0}", Convert.ToBase64String(input));
        }
    }

    [Fact]
    public void Run_PlantedFaults_AreFindings()
    {
        var runner = new InputRunner(new PlantedTarget());
        runner.Run("fUz!"u8.ToArray())!.Kind.Should().Be(nameof(FormatException));
        runner.Run("fUz?"u8.ToArray())!.Kind.Should().Be("memory");
        runner.Run("fUz-"u8.ToArray()).Should().BeNull();
    }

    [Fact]
    public void Minimize_Finding_KeepsOnlyWhatItNeeds()
    {
        var runner = new InputRunner(new PlantedTarget());
        var finding = runner.Run("fUz!, and what does not matter"u8.ToArray())!;
        Minimizer.Minimize(finding, runner).Input.Should().Equal("fUz!"u8.ToArray());
    }
}
