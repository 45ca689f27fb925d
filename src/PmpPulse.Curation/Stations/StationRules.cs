namespace PmpPulse.Curation.Stations;

/// <summary>What follows from a station's values once they are read: the rules both readers share.</summary>
internal static class StationRules
{
    /// <summary>How far a station's clock may be ahead of the feed's before the row is flagged.</summary>
    public static readonly TimeSpan FutureTolerance = TimeSpan.FromMinutes(1);

    /// <summary>Vélib's stations report about hourly and lag by up to 43 minutes: a day of silence is beyond any delay.</summary>
    public static readonly TimeSpan StaleAfter = TimeSpan.FromDays(1);

    private static readonly long FutureToleranceMicroseconds = FutureTolerance.Ticks / TimeSpan.TicksPerMicrosecond;
    private static readonly long StaleAfterMicroseconds = StaleAfter.Ticks / TimeSpan.TicksPerMicrosecond;

    /// <summary>Derives the mechanical bikes where only e-bikes are told, and sets the flags that follow from values.</summary>
    /// <param name="row">A row whose values are read and whose other flags are set.</param>
    /// <param name="ebikesOfTotal"><c>num_ebikes_available</c>, where the feed has it and no list of types.</param>
    /// <param name="context">The row's snapshot.</param>
    public static void Complete(ref StationStatusRow row, long? ebikesOfTotal, in SnapshotContext context)
    {
        var flags = row.Flags;
        if (ebikesOfTotal is { } ebikes && row.MechanicalAvailable is null && row.EbikesAvailable is null)
        {
            row.EbikesAvailable = ebikes;
            if (row.BikesAvailable is { } total)
            {
                if (total >= ebikes) row.MechanicalAvailable = total - ebikes;
                else flags |= QualityFlags.TypesMismatch;
            }
        }

        if (row.MechanicalAvailable is null || row.EbikesAvailable is null) flags |= QualityFlags.TypesMissing;
        else if (row.BikesAvailable is { } bikes && bikes != row.MechanicalAvailable + row.EbikesAvailable) flags |= QualityFlags.TypesMismatch;

        if (row.BikesAvailable is null) flags |= QualityFlags.BikesMissing;
        if (row.DocksAvailable is null) flags |= QualityFlags.DocksMissing;
        if (context.EventTimeMissing) flags |= QualityFlags.EventTimeMissing;
        if (row.LastReported is { } reported)
        {
            if (reported > context.EventTs + FutureToleranceMicroseconds) flags |= QualityFlags.LastReportedFuture;
            else if (reported < context.EventTs - StaleAfterMicroseconds) flags |= QualityFlags.StationStale;
        }

        row.Flags = flags;
    }
}
