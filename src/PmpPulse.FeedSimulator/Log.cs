namespace PmpPulse.FeedSimulator;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Warning, "The recording {Folder} has ended: all {Files} files were served, and {Last} is served again from now on")]
    public static partial void RecordingEnded(ILogger logger, string folder, int files, string last);
}
