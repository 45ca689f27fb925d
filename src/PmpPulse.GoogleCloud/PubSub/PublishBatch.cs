using Google.Cloud.PubSub.V1;

namespace PmpPulse.GoogleCloud.PubSub;

/// <summary>Messages that go in one request.</summary>
internal sealed class PublishBatch(string topicName)
{
    private readonly List<PendingMessage> _messages = [];

    /// <summary>The request so far.</summary>
    public PublishRequest Request { get; } = new() { Topic = topicName };

    public IReadOnlyList<PendingMessage> Messages => _messages;

    public int Bytes { get; private set; }

    /// <summary>Closes the batch when its first message has waited long enough.</summary>
    public ITimer? Timer { get; set; }

    /// <summary>Ends when the batch is published or has failed; set when sending begins.</summary>
    public Task Sending { get; set; } = Task.CompletedTask;

    public void Add(PendingMessage message)
    {
        _messages.Add(message);
        Request.Messages.Add(message.Message);
        Bytes += message.Size;
    }
}
