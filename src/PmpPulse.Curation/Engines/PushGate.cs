namespace PmpPulse.Curation.Engines;

/// <summary>Bounds the push requests that are read and handled at once; more wait before their bodies are read.</summary>
internal sealed class PushGate(int concurrent) : IDisposable
{
    private readonly SemaphoreSlim _turns = new(concurrent);

    /// <summary>Waits for a turn, which ends when what is returned is disposed.</summary>
    public async Task<IDisposable> EnterAsync(CancellationToken cancellationToken)
    {
        await _turns.WaitAsync(cancellationToken);
        return new Turn(_turns);
    }

    public void Dispose() => _turns.Dispose();

    private sealed class Turn(SemaphoreSlim turns) : IDisposable
    {
        public void Dispose() => turns.Release();
    }
}
