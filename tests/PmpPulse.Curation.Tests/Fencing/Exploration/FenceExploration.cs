using PmpPulse.Curation.ValidateRow;

namespace PmpPulse.Curation.Tests.Fencing.Exploration;

/// <summary>
/// Runs the real write stages of two workers through every order in which BigQuery may carry out their requests, with so many faults
/// and crashes at every place they can be. A run is repeated from its start for each choice that is left; where two runs come to
/// the same state (what BigQuery holds, and what each worker was told), only the first goes on.
/// </summary>
internal sealed class FenceExploration(IReadOnlyList<CuratedMessage> messages, int faults, int crashes, int redeliveries, CloudFlaw flaw = CloudFlaw.None)
{
    private readonly HashSet<string> _visited = new(StringComparer.Ordinal);
    private readonly List<(int Taken, int Choices)> _path = [];

    /// <summary>Different states met.</summary>
    public int States => _visited.Count;

    public int Runs { get; private set; }

    /// <summary>Runs to the end: until no choice is left untried.</summary>
    /// <returns>What went wrong and how, or null.</returns>
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
