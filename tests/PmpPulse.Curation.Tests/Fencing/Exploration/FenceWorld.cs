using PmpPulse.Curation.Deduplicate;
using PmpPulse.Curation.ValidateRow;

namespace PmpPulse.Curation.Tests.Fencing.Exploration;

/// <summary>One run: two workers with the real write stage, BigQuery's state, and the possible next steps.</summary>
internal sealed class FenceWorld : IDisposable
{
    private readonly IReadOnlyList<CuratedMessage> _messages;
    private readonly SteppedCloud _cloud;
    private readonly SteppedWorker[] _workers;
    private readonly List<CuratedMessage>[] _leased;
    private readonly HashSet<string> _acknowledged = new(StringComparer.Ordinal);
    private readonly int[] _redeliveries;
    private int _faults;
    private int _crashes;

    /// <summary>The first worker gets the first message; the second gets all, copies included.</summary>
    public FenceWorld(IReadOnlyList<CuratedMessage> messages, int faults, int crashes, int redeliveries, CloudFlaw flaw)
    {
        _cloud = new SteppedCloud(flaw);
        (_messages, _faults, _crashes) = (messages, faults, crashes);
        _workers = [new SteppedWorker(_cloud), new SteppedWorker(_cloud)];
        _leased = [[messages[0]], [.. messages]];
        _redeliveries = [redeliveries, redeliveries];
        for (var worker = 0; worker < 2; worker++) Deliver(worker);
    }

    public List<string> Steps { get; } = [];

    /// <summary>Everything that decides what can still happen.</summary>
    public string Describe() => string.Join('\n', _workers.Select((worker, index) => $"{string.Join('|', worker.Connection.Told)} {string.Join(',', _leased[index].Select(message => message.Source.MessageId))} {_redeliveries[index]}")
        .Append(_cloud.Describe()).Append(string.Join(',', _acknowledged.Order(StringComparer.Ordinal))).Append($"{_faults} {_crashes}"));

    /// <summary>The broken rule, or null.</summary>
    public string? Broken()
    {
        if (_cloud.Rows.GroupBy(id => id).Any(rows => rows.Count() > RowsOf(rows.Key))) return "rows are duplicated";
        var written = _cloud.Rows.ToHashSet();
        return _messages.Any(message => _acknowledged.Contains(message.Source.MessageId) && !written.Contains(IdOf(message))) ? "an acknowledged message is lost" : null;
    }

    public List<(string Name, Action Do)> Choices()
    {
        var choices = new List<(string Name, Action Do)>();
        for (var index = 0; index < 2; index++)
        {
            var worker = index;
            if (_workers[worker].Connection.Request is not { } request) continue;
            Add(request.Name, () => _workers[worker].Step(request.Answer));
            var changes = request.Name.StartsWith("set", StringComparison.Ordinal) || request.Name.StartsWith("finalize", StringComparison.Ordinal) || request.Delay is not null;
            if (_faults > 0)
            {
                Add($"{request.Name}, lost", () => Fault(() => request.Lose(false)));
                if (changes) Add($"{request.Name}, its answer lost", () => Fault(() => request.Lose(true)));
                if (request.Delay is { } delay) Add($"{request.Name}, late", () => Fault(delay));
            }

            if (_crashes > 0)
            {
                Add($"{request.Name}, lost in a crash", () => Crash(null));
                if (changes) Add($"{request.Name}, then a crash", () => Crash(() => request.Lose(true)));
                if (request.Delay is { } delay) Add($"{request.Name}, late after a crash", () => Crash(delay));
            }

            void Add(string name, Action action) => choices.Add(($"worker {worker + 1}: {name}", () => Then(worker, action)));

            void Fault(Action action)
            {
                _faults--;
                _workers[worker].Step(action);
            }

            void Crash(Action? last)
            {
                _crashes--;
                // the worker is gone, so its reaction has no effect
                if (last is not null) new StepContext().Run(last);
                _workers[worker].Dispose();
                _workers[worker] = new SteppedWorker(_cloud);
                Deliver(worker);
            }
        }

        foreach (var late in _cloud.Late.ToList())
        {
            choices.Add(($"at last: {late.Name}", () =>
            {
                _cloud.Late.Remove(late);
                late.Arrive();
            }
            ));
        }

        return choices;
    }

    public void Take((string Name, Action Do) choice)
    {
        Steps.Add(choice.Name);
        choice.Do();
    }

    /// <summary>Lets the first worker finish without further faults. Null if everything is then written and acknowledged.</summary>
    public string? Drain()
    {
        for (var tries = 0; tries < 10 && _acknowledged.Count < _messages.Count; tries++)
        {
            _redeliveries[0] = 1;
            _leased[0] = [.. _messages.Where(message => !_acknowledged.Contains(message.Source.MessageId))];
            Deliver(0);
            while (_workers[0].Connection.Request is { } request) Then(0, () => _workers[0].Step(request.Answer));
        }

        return Broken() ?? (_acknowledged.Count < _messages.Count ? "a worker that is left alone does not get everything written" : null);
    }

    public void Dispose()
    {
        foreach (var worker in _workers) worker.Dispose();
    }

    private static long IdOf(CuratedMessage message) => message.Snapshot!.Value.SnapshotId;

    private int RowsOf(long snapshot) => _messages.First(message => IdOf(message) == snapshot).Rows!.Count;

    private void Deliver(int worker)
    {
        if (_leased[worker].Count > 0) Then(worker, () => _workers[worker].Deliver(_leased[worker]));
    }

    /// <summary>Acknowledges what is written and redelivers the rest, within the run's bound.</summary>
    private void Then(int worker, Action action)
    {
        action();
        var finished = _workers[worker].Finished();
        if (finished.Count == 0) return;
        foreach (var (message, result) in finished)
        {
            if (result == WriteResult.NotWritten) continue;
            _acknowledged.Add(message.Source.MessageId);
            _leased[worker].Remove(message);
        }

        if (finished.All(written => written.Result != WriteResult.NotWritten)) return;
        // earlier answers no longer count
        _workers[worker].Connection.Told.Clear();
        if (_redeliveries[worker]-- > 0) Deliver(worker);
        else _leased[worker].Clear();
    }
}
