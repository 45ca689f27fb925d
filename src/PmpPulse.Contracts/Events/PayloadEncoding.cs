using System.Buffers;
using System.Text.Unicode;

namespace PmpPulse.Contracts.Events;

/// <summary>
/// The member <c>payload_encoding</c> of an event: <c>base64</c> (<see href="https://www.rfc-editor.org/rfc/rfc4648#section-4">RFC 4648,
/// 4</see>) where the payload is a string that holds bytes which are not UTF-8; absent or null otherwise.
/// </summary>
public static class PayloadEncoding
{
    /// <summary>The only value.</summary>
    public const string Base64 = "base64";

    /// <summary>The encoding an event's payload needs; null if it travels as JSON or as text.</summary>
    public static string? Of(EventEnvelope envelope)
    {
        ArgumentNullException.ThrowIfNull(envelope);
        return envelope.PayloadIsJson || Utf8.IsValid(envelope.Payload.Span) ? null : Base64;
    }

    /// <summary>The bytes of a Base64 string; false if it is not exactly what an encoder writes.</summary>
    internal static bool TryDecode(ReadOnlySpan<byte> text, out byte[] bytes)
    {
        bytes = new byte[System.Buffers.Text.Base64.GetMaxDecodedFromUtf8Length(text.Length)];
        if (System.Buffers.Text.Base64.DecodeFromUtf8(text, bytes, out _, out var written) != OperationStatus.Done) return false;
        Array.Resize(ref bytes, written);
        var again = new byte[System.Buffers.Text.Base64.GetMaxEncodedToUtf8Length(written)];
        System.Buffers.Text.Base64.EncodeToUtf8(bytes, again, out _, out var length);
        return text.SequenceEqual(again.AsSpan(0, length));
    }
}
