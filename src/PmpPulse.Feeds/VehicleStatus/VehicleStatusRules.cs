using PmpPulse.Feeds.Rows;

namespace PmpPulse.Feeds.VehicleStatus;

/// <summary>What follows from a vehicle's values once they are read: the rules both readers share.</summary>
internal static class VehicleStatusRules
{
    /// <summary>Farther than any shared vehicle goes on one charge or tank.</summary>
    public const double MaxRangeMeters = 2_000_000;

    /// <summary>How far a vehicle's clock may be ahead of the feed's before the row is flagged.</summary>
    public static readonly TimeSpan FutureTolerance = TimeSpan.FromMinutes(1);

    private static readonly long FutureToleranceMicroseconds = FutureTolerance.Ticks / TimeSpan.TicksPerMicrosecond;

    public static bool IsLatitude(double value) => Math.Abs(value) <= 90;

    public static bool IsLongitude(double value) => Math.Abs(value) <= 180;

    public static bool IsRange(double value) => value is >= 0 and <= MaxRangeMeters;

    public static bool IsFuel(double value) => value is >= 0 and <= 1;

    /// <summary>Sets the flags that follow from values.</summary>
    public static void Complete(ref VehicleStatusRow row, in SnapshotContext context)
    {
        var flags = row.Flags | Of(context.Flags);
        // one without the other is useless
        if (row.Lat is null || row.Lon is null)
        {
            (row.Lat, row.Lon) = (null, null);
            if (row.StationId.IsEmpty && (flags & VehicleStatusFlags.PositionInvalid) == 0) flags |= VehicleStatusFlags.PositionMissing;
        }

        if (row.Lat is 0 && row.Lon is 0) flags |= VehicleStatusFlags.PositionZero;
        if ((row.IsReserved is null || row.IsDisabled is null) && (flags & VehicleStatusFlags.StatusInvalid) == 0) flags |= VehicleStatusFlags.StatusMissing;
        if (row.LastReported > context.Now + FutureToleranceMicroseconds) flags |= VehicleStatusFlags.LastReportedFuture;
        row.Flags = flags;
    }

    private static VehicleStatusFlags Of(SnapshotFlags snapshot)
    {
        var flags = VehicleStatusFlags.None;
        if ((snapshot & SnapshotFlags.EventTimeMissing) != 0) flags |= VehicleStatusFlags.EventTimeMissing;
        if ((snapshot & SnapshotFlags.EventTimeFuture) != 0) flags |= VehicleStatusFlags.EventTimeFuture;
        if ((snapshot & SnapshotFlags.Truncated) != 0) flags |= VehicleStatusFlags.SnapshotTruncated;
        return flags;
    }
}
