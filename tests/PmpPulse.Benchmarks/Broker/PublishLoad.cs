using System.Diagnostics;
using Google.Cloud.PubSub.V1;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using PmpPulse.Benchmarks.Measuring;

namespace PmpPulse.Benchmarks.Broker;

/// <summary>
/// Publishes batches of small messages to a topic with one subscription. Requests are encoded once and answers are not decoded, so that the
/// client takes little of the machine.
/// </summary>
internal sealed class PublishLoad(BrokerServer server) : IDisposable
{
    /// <summary>Messages a request.</summary>
    public const int Batch = 100;

    private const int MessageBytes = 100;
    private const int InFlight = 16;

    private static readonly Method<byte[], byte[]> PublishMethod = new(
        MethodType.Unary, "google.pubsub.v1.Publisher", "Publish",
        Marshallers.Create<byte[]>(bytes => bytes, bytes => bytes), Marshallers.Create<byte[]>(bytes => bytes, bytes => bytes));

    private readonly GrpcChannel _channel = GrpcChannel.ForAddress($"http://{server.Host}");

    /// <summary>Publishes for <paramref name="time"/> to a new topic, which is deleted then.</summary>
    public async Task<Sample> RunAsync(TimeSpan time, CancellationToken cancellationToken)
    {
        await using var topic = await BenchTopic.CreateAsync(_channel, cancellationToken);
        var request = Request(topic.Name);
        long published = 0;
        var (watch, cpu) = (Stopwatch.StartNew(), server.Cpu);
        await Task.WhenAll(Enumerable.Range(0, InFlight).Select(async _ =>
        {
            var invoker = _channel.CreateCallInvoker();
            while (watch.Elapsed < time)
            {
                using var call = invoker.AsyncUnaryCall(PublishMethod, null, new CallOptions(cancellationToken: cancellationToken), request);
                await call.ResponseAsync;
                Interlocked.Add(ref published, Batch);
            }
        }));
        return new Sample(published, watch.Elapsed, server.Cpu - cpu);
    }

    public void Dispose() => _channel.Dispose();

    private static byte[] Request(string topic)
    {
        var random = new Random(1);
        var request = new PublishRequest { Topic = topic };
        for (var i = 0; i < Batch; i++)
        {
            var data = new byte[MessageBytes];
            random.NextBytes(data);
            request.Messages.Add(new PubsubMessage { Data = ByteString.CopyFrom(data) });
        }

        return request.ToByteArray();
    }
}
