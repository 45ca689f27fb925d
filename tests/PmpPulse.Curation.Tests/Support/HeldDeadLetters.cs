using PmpPulse.Curation.DeadLetters;

namespace PmpPulse.Curation.Tests.Support;

/// <summary>A dead-letter table that doesn't answer until released.</summary>
internal sealed class HeldDeadLetters(IDeadLetterWriter table) : IDeadLetterWriter
{
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Release() => _released.SetResult();

    public async Task WriteAsync(IReadOnlyList<DeadLetter> deadLetters, CancellationToken cancellationToken)
    {
        await _released.Task.WaitAsync(cancellationToken);
        await table.WriteAsync(deadLetters, cancellationToken);
    }
}
