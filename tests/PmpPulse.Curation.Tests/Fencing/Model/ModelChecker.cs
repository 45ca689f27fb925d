namespace PmpPulse.Curation.Tests.Fencing.Model;

/// <summary>Visits every reachable state, nearest first, and checks each.</summary>
internal sealed class ModelChecker(FenceModel model)
{
    private readonly Dictionary<FenceState, FenceState> _cameFrom = [];

    /// <summary>States found and checked.</summary>
    public int States => _cameFrom.Count;

    /// <summary>Steps from one state to another.</summary>
    public long Transitions { get; private set; }

    /// <summary>Runs until no state is left or one breaks a rule.</summary>
    /// <returns>The shortest path to a broken rule, or null.</returns>
    public IReadOnlyList<string>? Run()
    {
        var healthy = new HashSet<FenceState>();
        var frontier = new Queue<FenceState>([default]);
        _cameFrom.Add(default, default);
        while (frontier.TryDequeue(out var state))
        {
            if (Broken(state) is { } broken) return [.. Trace(state), broken];
            if (!Recovers(state, healthy)) return [.. Trace(state), "from here a worker that is left alone does not get everything written and acknowledged"];
            foreach (var (_, next) in model.Steps(state))
            {
                Transitions++;
                if (_cameFrom.TryAdd(next, state)) frontier.Enqueue(next);
            }
        }

        return null;
    }

    private static string? Broken(FenceState state)
    {
        if (state.Twice != 0) return "a snapshot is in the table twice";
        return (state.Acknowledged & ~state.Table) != 0 ? "a message is acknowledged and its snapshot is not in the table" : null;
    }

    /// <summary>Whether one worker, alone from here on, gets all messages written and acknowledged.</summary>
    private bool Recovers(FenceState state, HashSet<FenceState> healthy)
    {
        var path = new HashSet<FenceState>();
        while (!healthy.Contains(state))
        {
            // skip a step that leads back to the same state
            if (!path.Add(state)) return false;
            if (model.HealthyStep(state) is not { } step)
            {
                if (state.Acknowledged != FenceModel.Both || state.Table != FenceModel.Both) return false;
                break;
            }

            state = step.Next;
        }

        healthy.UnionWith(path);
        return true;
    }

    private List<string> Trace(FenceState state)
    {
        var steps = new List<string>();
        while (state != default)
        {
            var before = _cameFrom[state];
            steps.Add(model.Steps(before).First(step => step.Next == state).Action);
            state = before;
        }

        steps.Reverse();
        return steps;
    }
}
