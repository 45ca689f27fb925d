using System.Threading.Channels;
using Google.Cloud.PubSub.V1;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace PmpPulse.Cli.Tests.Support;

/// <summary>A subscription that delivers what a test scripts and records the calls it gets. After the script it is empty.</summary>
internal sealed class ScriptedBacklog(params ReceivedMessage[] deliveries) : Subscriber.SubscriberClient
{
    private readonly Queue<ReceivedMessage> _deliveries = new(deliveries);

    /// <summary>The deadline of each pull.</summary>
    public List<DateTime?> PullDeadlines { get; } = [];

    public List<string> Acknowledged { get; } = [];

    public Channel<ModifyAckDeadlineRequest> Leases { get; } = Channel.CreateUnbounded<ModifyAckDeadlineRequest>();

    public static ReceivedMessage Delivery(string messageId, string ackId) => new()
    {
        AckId = ackId,
        Message = new PubsubMessage { MessageId = messageId, Data = Google.Protobuf.ByteString.CopyFromUtf8("x"), PublishTime = new Timestamp() },
    };

    public override AsyncUnaryCall<PullResponse> PullAsync(
        PullRequest request, Metadata? headers = null, DateTime? deadline = null, CancellationToken cancellationToken = default)
    {
        PullDeadlines.Add(deadline);
        return _deliveries.TryDequeue(out var delivery)
            ? Answer(Task.FromResult(new PullResponse { ReceivedMessages = { delivery } }))
            : Answer(Task.FromException<PullResponse>(new RpcException(new Grpc.Core.Status(StatusCode.DeadlineExceeded, "empty"))));
    }

    public override AsyncUnaryCall<Empty> AcknowledgeAsync(
        AcknowledgeRequest request, Metadata? headers = null, DateTime? deadline = null, CancellationToken cancellationToken = default)
    {
        Acknowledged.AddRange(request.AckIds);
        return Answer(Task.FromResult(new Empty()));
    }

    public override AsyncUnaryCall<Empty> ModifyAckDeadlineAsync(
        ModifyAckDeadlineRequest request, Metadata? headers = null, DateTime? deadline = null, CancellationToken cancellationToken = default)
    {
        Leases.Writer.TryWrite(request);
        return Answer(Task.FromResult(new Empty()));
    }

    private static AsyncUnaryCall<T> Answer<T>(Task<T> response) =>
        new(response, Task.FromResult(new Metadata()), () => Grpc.Core.Status.DefaultSuccess, () => [], () => { });
}
