namespace PmpPulse.Collector.Feeds;

/// <summary>A server's answer to one request.</summary>
/// <param name="Body">The file, unpacked; null if it has not changed (304).</param>
/// <param name="ContentType">Media type it was served as, such as <c>text/html</c>.</param>
/// <param name="ReceivedAt">When the whole answer had arrived, UTC, to the microsecond.</param>
/// <param name="Validators">For the next conditional request.</param>
internal sealed record ServerAnswer(ReadOnlyMemory<byte>? Body, string? ContentType, DateTimeOffset ReceivedAt, FeedValidators Validators);
