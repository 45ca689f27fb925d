using PmpPulse.Feeds.Rows;

namespace PmpPulse.Feeds.StationStatus;

/// <summary>Rules on a station's values, shared by both readers.</summary>
internal static class StationStatusRules
{
    /// <summary>How far a station's clock may be ahead of the feed's before the row is flagged.</summary>
    public static readonly TimeSpan FutureTolerance = TimeSpan.FromMinutes(1);

    /// <summary>Vélib's stations report about hourly and lag by up to 43 minutes: a day of silence is beyond any delay.</summary>
    public static readonly TimeSpan StaleAfter = TimeSpan.FromDays(1);

    /// <summary>
    /// Maximum plausible number of bikes or docks. The largest station of the recorded feeds has 120; placeholders are 999 and up.
    /// </summary>
    public const long MaxPlausible = 200;

    private static readonly long FutureToleranceMicroseconds = FutureTolerance.Ticks / TimeSpan.TicksPerMicrosecond;
    private static readonly long StaleAfterMicroseconds = StaleAfter.Ticks / TimeSpan.TicksPerMicrosecond;

    /// <summary>Settles the counts of types, and sets the flags that follow from values.</summary>
    /// <param name="row">A row whose other values are read and whose other flags are set.</param>
    /// <param name="types">The counts by kind, from the first property that gives any.</param>
    /// <param name="context">The row's snapshot.</param>
    public static void Complete(ref StationStatusRow row, in TypeCounts types, in SnapshotContext context)
    {
        var flags = row.Flags | Of(context.Flags);
        var (mechanical, ebikes) = (types.Mechanical, types.Ebikes);
        if (row.BikesAvailable is { } total && mechanical is null != ebikes is null && types.Others == 0)
        {
            // the rest is of the other kind; if there are vehicles that are neither, it is unknown whether the total includes them
            var rest = total - (mechanical ?? ebikes)!.Value;
            if (rest < 0) flags |= StationStatusFlags.TypesMismatch;
            else if (mechanical is null) mechanical = rest;
            else ebikes = rest;
        }

        (row.MechanicalAvailable, row.EbikesAvailable) = (mechanical, ebikes);
        if (mechanical is null || ebikes is null)
        {
            if ((flags & StationStatusFlags.TypesInvalid) == 0) flags |= StationStatusFlags.TypesMissing;
        }
        else if (row.BikesAvailable is { } bikes && bikes != mechanical + ebikes && bikes != mechanical + ebikes + types.Others)
        {
            flags |= StationStatusFlags.TypesMismatch;
        }

        if (row.BikesAvailable is null) flags |= StationStatusFlags.BikesMissing;
        if (row.DocksAvailable is null && (flags & StationStatusFlags.DocksInvalid) == 0) flags |= StationStatusFlags.DocksMissing;
        if (row.BikesAvailable > MaxPlausible || row.DocksAvailable > MaxPlausible) flags |= StationStatusFlags.CountImplausible;
        if (row.IsInstalled == 0 || (row.IsRenting == 0 && row.IsReturning == 0)) flags |= StationStatusFlags.StationClosed;
        if (row.LastReported is { } reported)
        {
            if (reported > context.Now + FutureToleranceMicroseconds) flags |= StationStatusFlags.LastReportedFuture;
            else if (reported < context.Now - StaleAfterMicroseconds) flags |= StationStatusFlags.StationStale;
        }

        row.Flags = flags;
    }

    private static StationStatusFlags Of(SnapshotFlags snapshot)
    {
        if (snapshot == SnapshotFlags.None) return StationStatusFlags.None;
        var flags = StationStatusFlags.None;
        if ((snapshot & SnapshotFlags.EventTimeMissing) != 0) flags |= StationStatusFlags.EventTimeMissing;
        if ((snapshot & SnapshotFlags.EventTimeFuture) != 0) flags |= StationStatusFlags.EventTimeFuture;
        if ((snapshot & SnapshotFlags.Truncated) != 0) flags |= StationStatusFlags.SnapshotTruncated;
        return flags;
    }
}
