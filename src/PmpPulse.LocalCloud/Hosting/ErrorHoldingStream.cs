namespace PmpPulse.LocalCloud.Hosting;

/// <summary>A response body that passes successful responses through and buffers errors, so that they can be rewritten.</summary>
internal sealed class ErrorHoldingStream(HttpResponse response, Stream client) : Stream
{
    private MemoryStream? _held;

    /// <summary>The body of an error; empty if the response is not an error or has no body.</summary>
    public ReadOnlyMemory<byte> Held => _held is null ? default : _held.GetBuffer().AsMemory(0, (int)_held.Length);

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    private Stream Target => response.StatusCode >= StatusCodes.Status400BadRequest ? _held ??= new MemoryStream() : client;

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        Target.WriteAsync(buffer, cancellationToken);

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        Target.WriteAsync(buffer, offset, count, cancellationToken);

    public override void Write(byte[] buffer, int offset, int count) => Target.Write(buffer, offset, count);

    public override Task FlushAsync(CancellationToken cancellationToken) =>
        _held is null ? client.FlushAsync(cancellationToken) : Task.CompletedTask;

    public override void Flush()
    {
        if (_held is null) client.Flush();
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
