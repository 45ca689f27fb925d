using Google.Cloud.PubSub.V1;
using Google.Protobuf;

namespace PmpPulse.GoogleCloud.PubSub;

/// <summary>A message on its way to Pub/Sub, and its publisher's task.</summary>
internal sealed class PendingMessage(PubsubMessage message)
{
    private readonly TaskCompletionSource<string> _published = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public PubsubMessage Message { get; } = message;

    /// <summary>Bytes it takes in a request, including its framing.</summary>
    public int Size { get; } = SizeInRequest(message);

    public Task<string> Published => _published.Task;

    public void Succeed(string messageId) => _published.TrySetResult(messageId);

    public void Fail(Exception exception)
    {
        _published.TrySetException(exception);
        // its publisher may have given up waiting; that must not surface as an unobserved exception
        _ = _published.Task.Exception;
    }

    private static int SizeInRequest(PubsubMessage message)
    {
        var size = message.CalculateSize();
        return size + 1 + CodedOutputStream.ComputeLengthSize(size);
    }
}
