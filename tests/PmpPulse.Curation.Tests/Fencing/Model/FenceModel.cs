using System.Numerics;

namespace PmpPulse.Curation.Tests.Fencing.Model;

/// <summary>
/// The fence as a state machine, modelled on <c>Takeover</c>, <c>SnapshotWriter</c> and <c>BatchAppender</c>: every step possible from
/// a state. A request may be in flight for any time, and an append is accepted and executed in two steps. At each step the request or its
/// answer may be lost, or its worker may crash or stop waiting, and the request arrives later. An answer and the next request are one
/// step: that request may wait as long as the answer could have.
/// </summary>
internal sealed class FenceModel(FenceRules rules)
{
    public const byte Both = 3;

    public IEnumerable<(string Action, FenceState Next)> Steps(FenceState state)
    {
        for (var worker = 0; worker < 2; worker++)
        {
            foreach (var (action, next) in Steps(state, worker)) yield return ($"worker {worker + 1} {action}", Tidy(next));
        }

        foreach (var (action, next) in OfLate(state)) yield return ($"late {action}", Tidy(next));
    }

    /// <summary>The next step if only the first worker runs and nothing fails; null if nothing is left to do.</summary>
    public (string Action, FenceState Next)? HealthyStep(FenceState state)
    {
        var worker = state.One;
        if (worker.Pending.Call == Call.None)
        {
            var missing = (byte)(Both & ~state.Acknowledged);
            return missing == 0 ? null : ("takes what is left", Tidy(Take(state, 0, missing)));
        }

        // BigQuery may have to finish somebody else's append first
        return OfWorker(state, 0, isHealthy: true).Concat(OfWorker(state, 1, isHealthy: true)).Concat(OfLate(state)).Select(step => (step.Action, Tidy(step.Next))).First();
    }

    private IEnumerable<(string Action, FenceState Next)> Steps(FenceState state, int index)
    {
        var worker = state[index];
        if (worker.Pending.Call == Call.None)
        {
            // any message may be delivered to any worker at any time, acknowledged or not
            for (byte batch = 1; batch <= Both; batch++) yield return ($"takes {Name(batch)}", Take(state, index, batch));
            if (worker != default) yield return ("crashes", state.With(index, default));
            yield break;
        }

        foreach (var step in OfWorker(state, index, isHealthy: false)) yield return step;
        foreach (var abandoned in Abandon(state, worker.Pending))
        {
            yield return ("crashes", abandoned.With(index, default));
            foreach (var (action, next) in TimeOut(abandoned, index)) yield return ($"waits in vain for {worker.Pending.Call}, {action}", next);
        }
    }

    /// <summary>The possible fates of the request a worker waits for, and how the worker reacts to the answer or its loss.</summary>
    private IEnumerable<(string Action, FenceState Next)> OfWorker(FenceState state, int index, bool isHealthy)
    {
        var served = Serve(state, state[index].Pending, Answered(index));
        if (!isHealthy && state[index].Pending is { Call: Call.Append, Progress: Progress.OnItsWay } append)
        {
            served = served.Append(("append is refused, busy", Answered(index)(state, Bare(append) with { Answer = Answer.Busy })));
        }

        foreach (var (action, next) in served)
        {
            if (next[index].Pending.Progress != Progress.Done)
            {
                yield return (action, next);
                continue;
            }

            foreach (var (reaction, after) in Receive(next, index)) yield return ($"{action}, {reaction}", after);
            if (isHealthy) continue;
            foreach (var (reaction, after) in TimeOut(next, index)) yield return ($"{action}, the answer is lost, {reaction}", after);
        }
    }

    private IEnumerable<(string Action, FenceState Next)> OfLate(FenceState state) => Serve(
        state, state.Late, (s, request) => s with { Late = request.Progress == Progress.Done ? default : request });

    private static Func<FenceState, Request, FenceState> Answered(int index) => (state, request) => state.With(index, state[index] with { Pending = request });

    /// <summary>Nobody waits for the request any more: it is lost or arrives later. If BigQuery accepted it, it goes on.</summary>
    private static IEnumerable<FenceState> Abandon(FenceState state, Request request)
    {
        if (request.Progress == Progress.OnItsWay) yield return state;
        // reads change nothing
        if (request.Call is Call.Finalize or Call.CompareAndSet or Call.Append && state.Late == default) yield return state with { Late = request };
    }

    /// <summary>What BigQuery can do with a request.</summary>
    private IEnumerable<(string Action, FenceState Next)> Serve(FenceState state, Request request, Func<FenceState, Request, FenceState> put)
    {
        if (request.Progress == Progress.Taken)
        {
            // "put" replaces the request first, so that it doesn't block its own rows
            yield return ($"append of {Name(request.Snapshots)} is carried out", Commit(put(state, Bare(request)), request));
            yield break;
        }

        if (request.Progress != Progress.OnItsWay) yield break;
        var done = request with { Progress = Progress.Done };
        switch (request.Call)
        {
            case Call.ReadRegister or Call.AskRegister:
                yield return request.Call == Call.ReadRegister
                    ? ("register is read", put(state, done with { Stream = state.Register, Fresh = true }))
                    : ("register is read", put(state, done with { Stream = 0, Answer = state.Register == request.Stream ? Answer.Ok : Answer.Conflict }));
                break;
            case Call.Finalize when !state.IsTaken(request.Stream) || rules.HasFlag(FenceRules.FinalizeOvertakesAppends):
                yield return ("stream is finalized", put(state with { Ended = (ushort)(state.Ended | 1 << request.Stream) }, done with { Stream = 0 }));
                break;
            case Call.CompareAndSet when !request.Fresh && !rules.HasFlag(FenceRules.NoCompare):
                yield return ("compare-and-set finds another register", put(state, done with { Stream = 0, Answer = Answer.Conflict }));
                break;
            case Call.CompareAndSet:
                yield return ("register is set", put(Stale(state with { Register = request.Stream }), done with { Stream = 0, Fresh = false }));
                break;
            case Call.Load:
                yield return ("load is answered", put(state, done with { Snapshots = state.Table }));
                break;
            case Call.Append when state.IsEnded(request.Stream):
                yield return ("append finds the stream finalized", put(state, Bare(request) with { Answer = Answer.Finalized }));
                break;
            case Call.Append when !state.IsTaken(request.Stream):
                var length = state.Length(request.Stream);
                if (rules.HasFlag(FenceRules.NoOffset) || request.Offset == length) yield return ("append is taken", put(state, request with { Progress = Progress.Taken }));
                else yield return ("append has another offset", put(state, Bare(request) with { Answer = request.Offset < length ? Answer.AlreadyExists : Answer.OutOfRange }));
                break;
        }
    }

    /// <summary>An append is answered; its worker knows what it was.</summary>
    private static Request Bare(Request append) => append with { Progress = Progress.Done, Stream = 0, Offset = 0, Snapshots = 0 };

    private static FenceState Commit(FenceState state, Request request) =>
        state.WithLength(request.Stream, Math.Min(state.Length(request.Stream) + BitOperations.PopCount(request.Snapshots), 3)) with
        {
            Table = (byte)(state.Table | request.Snapshots),
            Twice = (byte)(state.Twice | state.Table & request.Snapshots),
        };

    /// <summary>The register changed: every ETag that anybody holds is now stale.</summary>
    private static FenceState Stale(FenceState state) => state with
    {
        One = state.One with { Fresh = false, Pending = state.One.Pending with { Fresh = false } },
        Two = state.Two with { Fresh = false, Pending = state.Two.Pending with { Fresh = false } },
        Late = state.Late with { Fresh = false },
    };

    private FenceState Take(FenceState state, int index, byte batch)
    {
        if (rules.HasFlag(FenceRules.EarlyAcknowledgement)) state = state with { Acknowledged = (byte)(state.Acknowledged | batch) };
        var worker = state[index] with { Batch = batch, MayBeIn = false };
        return worker.IsOwner ? Write(state, index, worker).First() : state.With(index, Start(worker));
    }

    private Worker Start(Worker worker) => Send(
        new Worker { Batch = worker.Batch, Written = worker.Written }, rules.HasFlag(FenceRules.LoadFirst) ? Call.Load : Call.ReadRegister);

    private static Worker Send(Worker worker, Call call, byte stream = 0) => worker with
    {
        Pending = new Request(call, Progress.OnItsWay, stream, call == Call.CompareAndSet && worker.Fresh, 0, 0, Answer.Ok),
    };

    /// <summary>A worker's reaction to an answer.</summary>
    private IEnumerable<(string Action, FenceState Next)> Receive(FenceState state, int index)
    {
        var worker = state[index];
        var answer = worker.Pending;
        switch (answer.Call)
        {
            case Call.ReadRegister:
                worker = worker with { Fresh = answer.Fresh };
                yield return answer.Stream == 0 || rules.HasFlag(FenceRules.NoFinalize)
                    ? ("creates a stream", AfterFinalize(state, index, worker))
                    : ("finalizes the old stream", state.With(index, Send(worker, Call.Finalize, answer.Stream)));
                break;
            case Call.Finalize:
                yield return ("creates a stream", AfterFinalize(state, index, worker));
                break;
            case Call.CompareAndSet or Call.AskRegister when answer.Answer == Answer.Ok:
                if (!LoadsEarly) yield return ("loads", state.With(index, Send(worker, Call.Load)));
                else foreach (var next in Own(state, index, worker)) yield return ("owns the table", next);
                break;
            case Call.CompareAndSet or Call.AskRegister:
                yield return ("starts over", state.With(index, Start(worker)));
                yield return ("gives up", GiveUp(state, index));
                break;
            case Call.Load:
                worker = worker with { Written = answer.Snapshots };
                if (rules.HasFlag(FenceRules.LoadFirst)) yield return ("reads the register", state.With(index, Send(worker, Call.ReadRegister)));
                else if (rules.HasFlag(FenceRules.LoadBeforeCompareAndSet)) yield return ("creates a stream", Create(state, index, worker));
                else foreach (var next in Own(state, index, worker)) yield return ("owns the table", next);
                break;
            case Call.Append when answer.Answer == Answer.Ok || (answer.Answer == Answer.AlreadyExists && (worker.MayBeIn || rules.HasFlag(FenceRules.TrustAlreadyExists))):
                foreach (var next in Complete(state, index, worker)) yield return ("knows its append to be written", next);
                break;
            case Call.Append when answer.Answer == Answer.Busy:
                yield return ("repeats its append", state.With(index, SendAppend(worker)));
                yield return ("gives up", GiveUp(state, index));
                break;
            default:
                yield return ($"gives up ({answer.Answer})", GiveUp(state, index));
                break;
        }
    }

    private bool LoadsEarly => rules.HasFlag(FenceRules.LoadFirst) || rules.HasFlag(FenceRules.LoadBeforeCompareAndSet);

    private IEnumerable<(string Action, FenceState Next)> TimeOut(FenceState state, int index)
    {
        var worker = state[index];
        switch (worker.Pending.Call)
        {
            case Call.CompareAndSet when rules.HasFlag(FenceRules.TrustLostCompareAndSet):
                yield return ("loads", state.With(index, Send(worker, Call.Load)));
                break;
            case Call.CompareAndSet:
                yield return ("asks the register", state.With(index, Send(worker, Call.AskRegister, worker.Owned)));
                break;
            case Call.Append:
                yield return ("repeats it", state.With(index, SendAppend(worker with { MayBeIn = true })));
                yield return rules.HasFlag(FenceRules.KeepOwnership)
                    ? ("gives up and stays the owner", state.With(index, worker with { Batch = 0, MayBeIn = false, Pending = default }))
                    : ("gives up", GiveUp(state, index));
                break;
            default:
                yield return ("gives up", GiveUp(state, index));
                break;
        }
    }

    private FenceState AfterFinalize(FenceState state, int index, Worker worker) => rules.HasFlag(FenceRules.LoadBeforeCompareAndSet)
        ? state.With(index, Send(worker, Call.Load))
        : Create(state, index, worker);

    private static FenceState Create(FenceState state, int index, Worker worker)
    {
        // the worker no longer needs the stream of the answered request
        state = state.With(index, worker with { Pending = default });
        var stream = state.NewStream();
        state = state.WithLength(stream, 0) with { Ended = (ushort)(state.Ended & ~(1 << stream)) };
        return state.With(index, Send(worker with { Owned = stream, NextOffset = 0 }, Call.CompareAndSet, stream));
    }

    private static IEnumerable<FenceState> Own(FenceState state, int index, Worker worker) => Write(state, index, worker with { IsOwner = true, NextOffset = 0, Fresh = false });

    /// <summary>Drops what is already written and appends the rest.</summary>
    private static IEnumerable<FenceState> Write(FenceState state, int index, Worker worker)
    {
        var known = (byte)(worker.Batch & worker.Written);
        worker = worker with { Batch = (byte)(worker.Batch & ~worker.Written) };
        foreach (var acknowledged in Acknowledge(state, known))
        {
            yield return acknowledged.With(index, worker.Batch == 0 ? worker with { Pending = default } : SendAppend(worker));
        }
    }

    private static Worker SendAppend(Worker worker) => worker with
    {
        Pending = new Request(Call.Append, Progress.OnItsWay, worker.Owned, false, worker.NextOffset, worker.Batch, Answer.Ok),
    };

    private static IEnumerable<FenceState> Complete(FenceState state, int index, Worker worker) => Acknowledge(state, worker.Batch).Select(next => next.With(index, worker with
    {
        Batch = 0,
        NextOffset = (byte)Math.Min(worker.NextOffset + BitOperations.PopCount(worker.Batch), 3),
        Written = (byte)(worker.Written | worker.Batch),
        MayBeIn = false,
        Pending = default,
    }));

    /// <summary>An acknowledgement arrives or is lost.</summary>
    private static IEnumerable<FenceState> Acknowledge(FenceState state, byte messages)
    {
        yield return state with { Acknowledged = (byte)(state.Acknowledged | messages) };
        if ((messages & ~state.Acknowledged) != 0) yield return state;
    }

    /// <summary>The worker drops its state and nacks its messages.</summary>
    private static FenceState GiveUp(FenceState state, int index) => state.With(index, default);

    /// <summary>A late request that can no longer change anything counts as lost.</summary>
    private FenceState Tidy(FenceState state) => (IsIdle(state, state.Late) ? state with { Late = default } : state).Renumbered();

    private bool IsIdle(FenceState state, Request late) => late.Progress == Progress.OnItsWay && late.Call switch
    {
        Call.Finalize => state.IsEnded(late.Stream),
        Call.CompareAndSet => !late.Fresh && !rules.HasFlag(FenceRules.NoCompare),
        _ => state.IsEnded(late.Stream) || (late.Offset < state.Length(late.Stream) && !rules.HasFlag(FenceRules.NoOffset)),
    };

    private static string Name(byte snapshots) => snapshots switch { 1 => "A", 2 => "B", _ => "A and B" };
}
