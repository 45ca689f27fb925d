using PmpPulse.Dashboard.Marts;

namespace PmpPulse.Dashboard;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "There is no mart {Mart} yet: {Reason}")]
    public static partial void MartMissing(ILogger logger, string mart, string reason);

    [LoggerMessage(2, LogLevel.Warning, "Mart {Mart} not read ({State}): {Reason}")]
    public static partial void MartNotRead(ILogger logger, string mart, ReadingState state, string reason);
}
