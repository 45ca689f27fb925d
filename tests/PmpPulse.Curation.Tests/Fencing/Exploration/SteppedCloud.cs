using System.Collections;
using System.Runtime.CompilerServices;
using Grpc.Core;
using PmpPulse.Curation.Fencing;
using PmpPulse.Curation.Tests.Support;
using PmpPulse.GoogleCloud.StorageWrite;

namespace PmpPulse.Curation.Tests.Fencing.Exploration;

/// <summary>BigQuery's state, and requests that wait until the exploration decides their fate.</summary>
internal sealed class SteppedCloud(CloudFlaw flaw)
{
    private readonly List<(List<(long SnapshotId, string StationId)> Rows, bool Ended)> _streams = [];
    private Register _register = new(0, null);
    private int _version;

    /// <summary>Appends that no caller waits for any more but that may still arrive.</summary>
    public List<(string Name, Func<AppendOutcome> Arrive)> Late { get; } = [];

    private CloudFlaw Flaw => flaw;

    /// <summary>The snapshot of every row in the table.</summary>
    public IEnumerable<long> Rows => _streams.SelectMany(stream => stream.Rows, (_, row) => row.SnapshotId);

    public string Describe() =>
        $"{_register.Stream} {_version} {string.Join(' ', _streams.Select(stream => $"{(stream.Ended ? '!' : ' ')}{string.Join(',', stream.Rows.Select(row => row.SnapshotId))}"))} {string.Join(' ', Late.Select(late => late.Name))}";

    private AppendOutcome Append(int stream, List<(long SnapshotId, string StationId)> rows, long offset)
    {
        var (existing, ended) = _streams[stream];
        if (ended) return new AppendOutcome.StreamFinalized("finalized");
        if (flaw == CloudFlaw.OffsetsIgnored) offset = existing.Count;
        if (offset < existing.Count) return new AppendOutcome.AlreadyExists("exists");
        if (offset > existing.Count) return new AppendOutcome.OutOfRange("a gap");
        existing.AddRange(rows);
        return new AppendOutcome.Appended(offset);
    }

    /// <summary>A request of one worker.</summary>
    /// <param name="Name">What it asks for.</param>
    /// <param name="Answer">Executes it and answers.</param>
    /// <param name="Lose">Executes it or not, and gives no answer.</param>
    /// <param name="Delay">Gives no answer now and executes it later; null if that makes no difference.</param>
    public sealed record Waiting(string Name, Action Answer, Action<bool> Lose, Action? Delay);

    /// <summary>One worker's connection; a worker has one request at a time.</summary>
    public sealed class Connection(SteppedCloud cloud) : ICuratedTable
    {
        public Waiting? Request { get; private set; }

        /// <summary>The answers this worker has received. They alone decide its next step.</summary>
        public List<string> Told { get; } = [];

        public Task<RegisterEntry> ReadRegisterAsync(CancellationToken cancellationToken) => Ask("read", () => new RegisterEntry(cloud._register, $"v{cloud._version}"));

        public Task<bool> TryReplaceRegisterAsync(Register value, string etag, CancellationToken cancellationToken) => Ask($"set {value.Stream}", () =>
        {
            if (etag != $"v{cloud._version}" && cloud.Flaw != CloudFlaw.ETagsIgnored) return false;
            (cloud._register, cloud._version) = (value, cloud._version + 1);
            return true;
        });

        public Task FinalizeStreamAsync(string stream, CancellationToken cancellationToken) => Ask($"finalize {stream}", () =>
            cloud._streams[Index(stream)] = cloud._streams[Index(stream)] with { Ended = cloud.Flaw != CloudFlaw.FinalizeDoesNothing });

        // nobody else knows the stream, so creating it needs no step of its own
        public Task<string> CreateStreamAsync(CancellationToken cancellationToken)
        {
            cloud._streams.Add(([], false));
            return Task.FromResult($"s{cloud._streams.Count - 1}");
        }

        public IStreamAppender OpenStream(string stream) => new Appender(this, Index(stream));

        public async IAsyncEnumerable<(long SnapshotId, long IngestTs)> LoadWrittenAsync(DateTimeOffset since, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            foreach (var id in await Ask("load", () => cloud.Rows.Distinct().ToList())) yield return (id, Contracts.Events.SnapshotId.UnixMicroseconds(since.AddDays(1)));
        }

        public async IAsyncEnumerable<(long SnapshotId, string ElementId)> FindRowsAsync(
            IReadOnlyCollection<long> snapshotIds, DateTimeOffset? from, DateTimeOffset to, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            var found = await Ask($"find {string.Join(',', snapshotIds)}", () => cloud._streams.SelectMany(stream => stream.Rows).Where(row => snapshotIds.Contains(row.SnapshotId)).Distinct().ToList());
            foreach (var row in found) yield return row;
        }

        private static int Index(string stream) => int.Parse(stream.AsSpan(1), System.Globalization.CultureInfo.InvariantCulture);

        private Task<T> Ask<T>(string name, Func<T> carryOut)
        {
            var answer = new TaskCompletionSource<T>();
            Request = new Waiting(
                name,
                () => Tell(name, answer, carryOut()),
                isCarriedOut =>
                {
                    if (isCarriedOut) carryOut();
                    Request = null;
                    Told.Add($"{name}: nothing");
                    answer.SetException(new IOException("no answer"));
                },
                null);
            return answer.Task;
        }

        private void Tell<T>(string name, TaskCompletionSource<T> waiting, T answer)
        {
            Request = null;
            Told.Add($"{name}: {(answer is IEnumerable rows ? string.Join(',', rows.Cast<object>()) : answer)}");
            waiting.SetResult(answer);
        }

        private sealed class Appender(Connection connection, int stream) : IStreamAppender
        {
            public Task<AppendOutcome> AppendAsync(RowBatch rows, long offset, CancellationToken cancellationToken)
            {
                var decoded = DecodedRow.Decode(rows).Select(row => (row.SnapshotId, row.StationId)).ToList();
                var name = $"append {string.Join(',', decoded.Select(row => row.SnapshotId))} to s{stream} at {offset}";
                var answer = new TaskCompletionSource<AppendOutcome>();
                connection.Request = new Waiting(
                    name,
                    () => connection.Tell(name, answer, connection.Cloud.Append(stream, decoded, offset)),
                    isCarriedOut =>
                    {
                        if (isCarriedOut) connection.Cloud.Append(stream, decoded, offset);
                        connection.Tell(name, answer, new AppendOutcome.Unknown(StatusCode.Unavailable, "lost"));
                    },
                    () =>
                    {
                        connection.Cloud.Late.Add((name, () => connection.Cloud.Append(stream, decoded, offset)));
                        connection.Tell(name, answer, new AppendOutcome.Unknown(StatusCode.DeadlineExceeded, "late"));
                    });
                return answer.Task;
            }

            public ValueTask DisposeAsync() => ValueTask.CompletedTask;
        }

        private SteppedCloud Cloud => cloud;
    }
}
