using System.Diagnostics.CodeAnalysis;
using PmpPulse.Contracts.Json;

namespace PmpPulse.Feeds.Gbfs;

/// <summary>The result of reading a feed's bytes: its header, or an error.</summary>
public sealed class FeedReading
{
    internal FeedReading(FeedHeader header) => Header = header;

    internal FeedReading(ReadError error) => Error = error;

    /// <summary>Whether there is a header; else there is an error.</summary>
    [MemberNotNullWhen(true, nameof(Header))]
    [MemberNotNullWhen(false, nameof(Error))]
    public bool Succeeded => Header is not null;

    public FeedHeader? Header { get; }

    public ReadError? Error { get; }
}
