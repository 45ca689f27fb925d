namespace PmpPulse.Chaos.Schedule;

/// <summary>
/// All steps of a run, a function of the seed. Four parts: one curation worker, two, the push engine, one again. Each part has a quarter
/// of the kills and one stall.
/// </summary>
internal static class Timetable
{
    private static readonly TimeSpan StallTime = TimeSpan.FromSeconds(12);

    /// <param name="seed">Decides everything.</param>
    /// <param name="kills">Processes killed in all.</param>
    /// <param name="killLocalCloud">Whether LocalCloud may be killed, and its disk filled.</param>
    public static IReadOnlyList<Step> Make(int seed, int kills, bool killLocalCloud)
    {
        var random = new Random(seed);
        StepKind[] parts = [StepKind.OneWorker, StepKind.TwoWorkers, StepKind.PushEngine, StepKind.OneWorker];
        var steps = new List<Step>();
        for (var part = 0; part < parts.Length; part++)
        {
            steps.Add(new Step(parts[part], null, TimeSpan.Zero, TimeSpan.Zero));
            var here = Part(random, kills * (part + 1) / parts.Length - kills * part / parts.Length, killLocalCloud);
            // every part stalls a process; with two workers it is one of them, so that the other takes over
            var stalled = parts[part] == StepKind.TwoWorkers || random.Next(2) == 0 ? Target.Curation : RandomTarget(random, killLocalCloud);
            here.Insert(random.Next(here.Count + 1), new Step(StepKind.Stall, stalled, Pause(random), StallTime + TimeSpan.FromSeconds(3 * random.NextDouble())));
            if (part == parts.Length - 1 && killLocalCloud)
            {
                here.Insert(random.Next(here.Count + 1), new Step(StepKind.FullDisk, null, Pause(random), TimeSpan.FromSeconds(4 + 4 * random.NextDouble())));
            }

            steps.AddRange(here);
        }

        return steps;
    }

    private static List<Step> Part(Random random, int kills, bool killLocalCloud)
    {
        var steps = new List<Step>();
        for (var left = kills; left > 0;)
        {
            var both = killLocalCloud && left > 1 && random.Next(6) == 0;
            var target = both ? RandomTarget(random, killLocalCloud: false) : RandomTarget(random, killLocalCloud);
            steps.Add(new Step(both ? StepKind.KillWithLocalCloud : StepKind.Kill, target, Pause(random), TimeSpan.FromSeconds(1.5 * random.NextDouble())));
            left -= both ? 2 : 1;
        }

        return steps;
    }

    private static Target RandomTarget(Random random, bool killLocalCloud) => random.Next(killLocalCloud ? 10 : 7) switch
    {
        < 4 => Target.Curation,
        < 6 => Target.RawWriter,
        6 => Target.InformationWriter,
        _ => Target.LocalCloud,
    };

    private static TimeSpan Pause(Random random) => TimeSpan.FromSeconds(0.3 + 3 * random.NextDouble());
}
