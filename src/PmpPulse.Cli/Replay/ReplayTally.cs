namespace PmpPulse.Cli.Replay;

/// <summary>Counts the outcomes of messages. Thread-safe.</summary>
internal sealed class ReplayTally(string from, string topic)
{
    private const int MaxProblems = 100;

    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, long> _skipped = new(StringComparer.Ordinal);
    private readonly List<ReplayProblem> _problems = [];
    private long _pulled;
    private long _replayed;
    private long _parked;
    private long _failed;
    private long _left;

    public long Count
    {
        get
        {
            lock (_gate) return _pulled;
        }
    }

    public IReadOnlyList<ReplayProblem> Problems
    {
        get
        {
            lock (_gate) return [.. _problems];
        }
    }

    public void Pulled()
    {
        lock (_gate) _pulled++;
    }

    public void Replayed()
    {
        lock (_gate) _replayed++;
    }

    public void Skipped(string reason)
    {
        lock (_gate) _skipped[reason] = _skipped.GetValueOrDefault(reason) + 1;
    }

    public void Parked(string messageId, string reason) => Add(ref _parked, messageId, "parked", reason);

    public void Failed(string messageId, string reason) => Add(ref _failed, messageId, "failed", reason);

    public void Left(string messageId, string reason) => Add(ref _left, messageId, "left", reason);

    public ReplayLine ToLine()
    {
        lock (_gate) return new ReplayLine(from, topic, _pulled, _replayed, _parked, _failed, _left, new Dictionary<string, long>(_skipped));
    }

    private void Add(ref long count, string messageId, string outcome, string reason)
    {
        lock (_gate)
        {
            count++;
            if (_problems.Count < MaxProblems) _problems.Add(new ReplayProblem(messageId, outcome, reason));
        }
    }
}
