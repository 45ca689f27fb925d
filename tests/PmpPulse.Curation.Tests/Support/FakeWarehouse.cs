using Google.Protobuf;
using Grpc.Core;
using PmpPulse.Curation.DeadLetters;
using PmpPulse.Curation.Fencing;
using PmpPulse.GoogleCloud.StorageWrite;

namespace PmpPulse.Curation.Tests.Support;

/// <summary>BigQuery as the fence sees it, shared by a test's workers. Each gets a <see cref="Connection"/> with its own faults.</summary>
internal sealed class FakeWarehouse
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, FakeStream> _streams = [];
    private readonly List<DeadLetter> _deadLetters = [];
    private Register _register = new(0, null);
    private int _version;

    public Register Register
    {
        get { lock (_lock) return _register; }
    }

    public List<DecodedRow> Rows
    {
        get { lock (_lock) return [.. RowsLocked()]; }
    }

    public List<DeadLetter> DeadLetters
    {
        get { lock (_lock) return [.. _deadLetters]; }
    }

    public bool IsFinalized(string stream)
    {
        lock (_lock) return _streams[stream].IsFinalized;
    }

    public Connection Connect(Func<Operation, Fault>? faults = null, Func<DecodedRow, string?>? reject = null) => new(this, faults ?? (_ => Fault.None), reject);

    public sealed class Connection(FakeWarehouse warehouse, Func<Operation, Fault> faults, Func<DecodedRow, string?>? reject) : ICuratedTable, IDeadLetterWriter
    {
        private readonly List<Action> _late = [];

        public List<Operation> Log { get; } = [];

        /// <summary>Delivers the appends that a <see cref="Fault.Late"/> held back.</summary>
        public void ArriveLate()
        {
            foreach (var arrive in _late.ToList()) arrive();
            _late.Clear();
        }

        public Task<RegisterEntry> ReadRegisterAsync(CancellationToken cancellationToken) => Do(
            Operation.ReadRegister, () => new RegisterEntry(warehouse._register, $"v{warehouse._version}"));

        public Task<bool> TryReplaceRegisterAsync(Register value, string etag, CancellationToken cancellationToken) => Do(Operation.ReplaceRegister, () =>
        {
            if (etag != $"v{warehouse._version}") return false;
            (warehouse._register, warehouse._version) = (value, warehouse._version + 1);
            return true;
        });

        public Task FinalizeStreamAsync(string stream, CancellationToken cancellationToken) => Do(Operation.Finalize, () => warehouse._streams[stream].IsFinalized = true);

        public Task<string> CreateStreamAsync(CancellationToken cancellationToken) => Do(Operation.Create, () =>
        {
            var name = $"stream-{warehouse._streams.Count + 1}";
            warehouse._streams.Add(name, new FakeStream());
            return name;
        });

        public IStreamAppender OpenStream(string stream) => new Appender(this, stream);

        public async IAsyncEnumerable<(long SnapshotId, long IngestTs)> LoadWrittenAsync(
            DateTimeOffset since, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
        {
            var rows = await Do(Operation.Load, () => warehouse.RowsLocked().Where(row => row.Number("ingest_ts") >= Micros(since)).ToList());
            foreach (var row in rows) yield return (row.SnapshotId, row.Number("ingest_ts")!.Value);
        }

        public async IAsyncEnumerable<(long SnapshotId, string ElementId)> FindRowsAsync(
            IReadOnlyCollection<long> snapshotIds, DateTimeOffset? from, DateTimeOffset to,
            [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
        {
            var rows = await Do(Operation.Find, () => warehouse.RowsLocked()
                .Where(row => snapshotIds.Contains(row.SnapshotId) && (from is null || row.Number("ingest_ts") >= Micros(from.Value)) && row.Number("ingest_ts") <= Micros(to))
                .ToList());
            foreach (var row in rows) yield return (row.SnapshotId, row.StationId);
        }

        public Task WriteAsync(IReadOnlyList<DeadLetter> deadLetters, CancellationToken cancellationToken) => Do(Operation.DeadLetter, () => warehouse._deadLetters.AddRange(deadLetters));

        private Task<bool> Do(Operation operation, Action action) => Do(operation, () =>
        {
            action();
            return true;
        });

        private async Task<T> Do<T>(Operation operation, Func<T> action)
        {
            await Task.Yield();
            lock (warehouse._lock)
            {
                Log.Add(operation);
                var fault = faults(operation);
                Exception lost = operation == Operation.DeadLetter ? new DeadLetterException("down") : new IOException($"{operation}: {fault}");
                if (fault == Fault.NotDone) throw lost;
                var result = action();
                if (fault == Fault.DoneButLost) throw lost;
                return result;
            }
        }

        private static long Micros(DateTimeOffset time) => Contracts.Events.SnapshotId.UnixMicroseconds(time);

        private sealed class Appender(Connection connection, string stream) : IStreamAppender
        {
            public async Task<AppendOutcome> AppendAsync(RowBatch rows, long offset, CancellationToken cancellationToken)
            {
                // as a server, which has its own copy
                var received = rows.Rows.Select(row => ByteString.CopyFrom(row.Span)).ToList();
                await Task.Yield();
                lock (connection.Warehouse._lock)
                {
                    connection.Log.Add(Operation.Append);
                    switch (connection.Faults(Operation.Append))
                    {
                        case Fault.NotDone:
                            return new AppendOutcome.Unknown(StatusCode.Unavailable, "lost on its way");
                        case Fault.DoneButLost:
                            Apply(received, offset);
                            return new AppendOutcome.Unknown(StatusCode.Unavailable, "the answer was lost");
                        case Fault.Late:
                            connection._late.Add(() =>
                            {
                                lock (connection.Warehouse._lock) Apply(received, offset);
                            });
                            return new AppendOutcome.Unknown(StatusCode.DeadlineExceeded, "still on its way");
                        case Fault.Busy:
                            return new AppendOutcome.NotAppended(StatusCode.ResourceExhausted, "busy", IsRetryable: true);
                        case Fault.Refused:
                            return new AppendOutcome.NotAppended(StatusCode.PermissionDenied, "no", IsRetryable: false);
                        case Fault.Exists:
                            return new AppendOutcome.AlreadyExists("says who?");
                        case Fault.Gap:
                            return new AppendOutcome.OutOfRange("says who?");
                        default:
                            return Apply(received, offset);
                    }
                }
            }

            public ValueTask DisposeAsync() => ValueTask.CompletedTask;

            private AppendOutcome Apply(List<ByteString> rows, long offset)
            {
                var target = connection.Warehouse._streams[stream];
                if (target.IsFinalized) return new AppendOutcome.StreamFinalized("finalized");
                if (offset < target.Rows.Count) return new AppendOutcome.AlreadyExists($"{offset} < {target.Rows.Count}");
                if (offset > target.Rows.Count) return new AppendOutcome.OutOfRange($"{offset} > {target.Rows.Count}");
                var rejected = rows.Select(DecodedRow.Decode)
                    .Select((row, index) => (Index: index, Why: connection.Reject?.Invoke(row)))
                    .Where(row => row.Why is not null)
                    .Select(row => new RejectedRow(row.Index, Google.Cloud.BigQuery.Storage.V1.RowError.Types.RowErrorCode.FieldsError, row.Why!))
                    .ToList();
                if (rejected.Count > 0) return new AppendOutcome.RowsRejected(rejected, "rows rejected");
                target.Rows.AddRange(rows);
                return new AppendOutcome.Appended(offset);
            }
        }

        private FakeWarehouse Warehouse => warehouse;

        private Func<Operation, Fault> Faults => faults;

        private Func<DecodedRow, string?>? Reject => reject;
    }

    private IEnumerable<DecodedRow> RowsLocked() => _streams.Values.SelectMany(stream => stream.Rows).Select(DecodedRow.Decode);

    private sealed class FakeStream
    {
        public List<ByteString> Rows { get; } = [];

        public bool IsFinalized { get; set; }
    }

    internal enum Operation
    {
        ReadRegister,
        ReplaceRegister,
        Finalize,
        Create,
        Load,
        Find,
        Append,
        DeadLetter,
    }

    internal enum Fault
    {
        None,

        /// <summary>The request never arrived.</summary>
        NotDone,

        /// <summary>The request was executed and the answer lost.</summary>
        DoneButLost,

        /// <summary>Appends only: the answer is lost now, the request arrives later.</summary>
        Late,

        /// <summary>Appends only: RESOURCE_EXHAUSTED.</summary>
        Busy,

        /// <summary>Appends only: PERMISSION_DENIED.</summary>
        Refused,

        /// <summary>Appends only: ALREADY_EXISTS, although this worker appended nothing there.</summary>
        Exists,

        /// <summary>Appends only: OUT_OF_RANGE, although nothing is missing.</summary>
        Gap,
    }
}
