namespace PmpPulse.Curation.ValidateRow;

/// <summary>Counts of one message: into each stage, out of it, and dead-lettered by it.</summary>
/// <param name="Elements">Elements of the snapshot's list: out of <see cref="DeadLetters.Stage.SnapshotToStationRows"/>.</param>
/// <param name="Rows">Elements that are rows: out of <see cref="DeadLetters.Stage.ValidateRow"/>.</param>
/// <param name="ReferenceRead">Elements that the reference reader had to read; shows how often the hot path succeeds.</param>
/// <param name="Repetitions">Elements that are byte-for-byte copies of another with the same id.</param>
internal readonly record struct StageCounts(int Elements, int Rows, int ReferenceRead, int Repetitions = 0);
