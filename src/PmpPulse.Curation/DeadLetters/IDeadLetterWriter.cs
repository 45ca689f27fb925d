namespace PmpPulse.Curation.DeadLetters;

/// <summary>Where dead letters go.</summary>
internal interface IDeadLetterWriter
{
    /// <summary>Returns once all are durable; writes at least once.</summary>
    /// <exception cref="DeadLetterException">They are not, or not all.</exception>
    Task WriteAsync(IReadOnlyList<DeadLetter> deadLetters, CancellationToken cancellationToken);
}
