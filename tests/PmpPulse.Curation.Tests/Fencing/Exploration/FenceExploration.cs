using PmpPulse.Curation.ValidateRow;

namespace PmpPulse.Curation.Tests.Fencing.Exploration;

/// <summary>
/// Runs the real write stages of two workers through every order in which BigQuery may execute their requests, with a bounded number of
/// faults and crashes at every possible place. Each untried choice repeats the run from its start. Where two runs reach the same state
/// (BigQuery's data and the answers each worker got), only the first continues.
/// </summary>
internal sealed class FenceExploration(IReadOnlyList<CuratedMessage> messages, int faults, int crashes, int redeliveries, CloudFlaw flaw = CloudFlaw.None)
{
    private readonly HashSet<string> _visited = new(StringComparer.Ordinal);
    private readonly List<(int Taken, int Choices)> _path = [];

    /// <summary>Distinct states reached.</summary>
    public int States => _visited.Count;

    public int Runs { get; private set; }

    /// <summary>Runs until every choice has been tried.</summary>
    /// <returns>The broken rule and the steps that led to it, or null.</returns>
    public string? Run()
    {
        do
        {
            Runs++;
            using var world = new FenceWorld(messages, faults, crashes, redeliveries, flaw);
            if (RunOnce(world) is { } wrong) return $"{wrong} after {string.Join("; ", world.Steps)}";
        }
        while (Backtrack());
        return null;
    }

    private string? RunOnce(FenceWorld world)
    {
        for (var depth = 0; ; depth++)
        {
            if (world.Broken() is { } broken) return broken;
            var choices = world.Choices();
            if (depth == _path.Count)
            {
                if (!_visited.Add(world.Describe())) return null;
                if (choices.Count == 0) return world.Drain();
                _path.Add((0, choices.Count));
            }

            if (choices.Count != _path[depth].Choices) return "the same choices came to another state: something here is left to chance";
            world.Take(choices[_path[depth].Taken]);
        }
    }

    private bool Backtrack()
    {
        while (_path.Count > 0)
        {
            var (taken, choices) = _path[^1];
            _path.RemoveAt(_path.Count - 1);
            if (taken + 1 >= choices) continue;
            _path.Add((taken + 1, choices));
            return true;
        }

        return false;
    }
}
