namespace PmpPulse.FeedSimulator.Recorded;

/// <summary>A folder that can't be replayed; the message says what is wrong and in which file.</summary>
internal sealed class RecordedFolderException(string message, Exception? inner = null) : Exception(message, inner);
