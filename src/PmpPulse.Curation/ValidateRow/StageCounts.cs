namespace PmpPulse.Curation.Stages;

/// <summary>What went into the stages of one message, came out of them and was dead-lettered by them.</summary>
/// <param name="Stations">Elements of <c>data.stations</c>: out of <see cref="Stage.SnapshotToStationRows"/>.</param>
/// <param name="Rows">Stations that are rows: out of <see cref="Stage.ValidateRow"/>.</param>
/// <param name="PlainlyRead">Stations that the plain reader had to look at; says how hot the hot path runs.</param>
/// <param name="Repetitions">Stations that say byte for byte what another of the same id says.</param>
internal readonly record struct StageCounts(int Stations, int Rows, int PlainlyRead, int Repetitions = 0);
