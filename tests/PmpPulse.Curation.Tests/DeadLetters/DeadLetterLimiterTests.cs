using PmpPulse.Contracts.Events;
using PmpPulse.Contracts.Json;
using PmpPulse.Curation.DeadLetters;

namespace PmpPulse.Curation.Tests.DeadLetters;

public sealed class DeadLetterLimiterTests
{
    private readonly GatedTable _table = new();

    [Theory]
    [InlineData(2, 100, 50)]
    [InlineData(9, 101, 50)]
    public async Task Write_LimiterFull_IsRefused(int maxWrites, long maxBytes, int bytes)
    {
        var room = Room(maxWrites, maxBytes);
        var first = new[] { WriteAsync(room, bytes), WriteAsync(room, bytes) };

        await FluentActions.Awaiting(() => WriteAsync(room, bytes)).Should().ThrowAsync<DeadLetterException>();

        _table.Gate.Release(2);
        await Task.WhenAll(first);
    }

    [Fact]
    public async Task Write_LargerThanTheWholeLimit_IsWrittenAlone()
    {
        _table.Gate.Release();

        await WriteAsync(Room(maxWrites: 2, maxBytes: 10), bytes: 1_000);

        _table.Written.Should().Be(1);
    }

    [Fact]
    public async Task Write_AfterOthersComplete_IsAdmitted()
    {
        var room = Room(maxWrites: 2, maxBytes: 100);
        for (var round = 0; round < 2; round++)
        {
            var writes = new[] { WriteAsync(room, 50), WriteAsync(room, 50) };
            _table.Gate.Release(2);
            await Task.WhenAll(writes);
        }

        _table.Written.Should().Be(4);
    }

    // a refused write doesn't wait for room
    private DeadLetterLimiter Room(int maxWrites, long maxBytes) => new(_table, maxWrites, maxBytes, TimeSpan.Zero, TimeProvider.System);

    private static Task WriteAsync(DeadLetterLimiter room, int bytes) => room.WriteAsync(
        [
            new DeadLetter
            {
                Stage = Stage.ParseNormalize,
                ErrorType = ReadErrors.NotJson,
                ErrorMessage = "no JSON",
                Raw = new byte[bytes],
                Meta = EventMeta.None,
                MessageId = "1",
            },
        ],
        CancellationToken.None);

    /// <summary>Completes one write each time its gate is released.</summary>
    private sealed class GatedTable : IDeadLetterWriter
    {
        private int _written;

        public SemaphoreSlim Gate { get; } = new(0);

        public int Written => _written;

        public async Task WriteAsync(IReadOnlyList<DeadLetter> deadLetters, CancellationToken cancellationToken)
        {
            await Gate.WaitAsync(cancellationToken);
            Interlocked.Increment(ref _written);
        }
    }
}
