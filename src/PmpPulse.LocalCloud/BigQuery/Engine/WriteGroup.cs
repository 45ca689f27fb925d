using System.Threading.Channels;
using PmpPulse.LocalCloud.BigQuery.Errors;

namespace PmpPulse.LocalCloud.BigQuery.Engine;

/// <summary>Writes that are committed together with a single flush.</summary>
internal sealed class WriteGroup
{
    private const int MaxOperations = 64;
    private const long MaxBytes = 8 << 20;

    private readonly List<WriteOperation> _operations;

    private WriteGroup(List<WriteOperation> operations) => _operations = operations;

    /// <summary>One write by itself.</summary>
    public static WriteGroup Of(WriteOperation operation) => new([operation]);

    /// <summary>The queued writes that may share a transaction; null if nothing is queued.</summary>
    public static WriteGroup? TryGather(ChannelReader<WriteOperation> waiting)
    {
        if (!waiting.TryRead(out var first)) return null;
        var operations = new List<WriteOperation> { first };
        var bytes = first.SharedBytes ?? MaxBytes;
        while (operations.Count < MaxOperations && bytes < MaxBytes
            && waiting.TryPeek(out var next) && next.SharedBytes is { } more
            && waiting.TryRead(out next))
        {
            operations.Add(next);
            bytes += more;
        }

        return new WriteGroup(operations);
    }

    /// <param name="commit">Runs operations in one transaction; returns null if they are durable.</param>
    /// <returns>False if the database must be reopened.</returns>
    public async Task<bool> CommitAsync(Func<IReadOnlyList<WriteOperation>, ValueTask<Exception?>> commit)
    {
        var error = await commit(_operations);
        if (error is null)
        {
            foreach (var operation in _operations) operation.Committed();
            return true;
        }

        if (_operations.Count == 1 || EngineFaults.IsFatal(error))
        {
            Fail(error);
            return !EngineFaults.IsFatal(error);
        }

        // one operation failed the group: run each alone
        for (var i = 0; i < _operations.Count; i++)
        {
            error = await commit([_operations[i]]);
            if (error is null)
            {
                _operations[i].Committed();
                continue;
            }

            _operations[i].Failed(Answer(error));
            if (EngineFaults.IsFatal(error))
            {
                new WriteGroup(_operations[(i + 1)..]).Fail(BigQueryException.NotTriedYet());
                return false;
            }
        }

        return true;
    }

    public void Fail(Exception error)
    {
        foreach (var operation in _operations) operation.Failed(Answer(error));
    }

    private static Exception Answer(Exception error) =>
        EngineFaults.IsFatal(error) ? BigQueryException.Unavailable()
            : EngineFaults.IsConflict(error) ? BigQueryException.StillHeld()
            : error;
}
