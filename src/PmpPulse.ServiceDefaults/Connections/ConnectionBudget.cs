namespace PmpPulse.ServiceDefaults;

/// <summary>
/// How many connections all ports of a process may hold together: each costs a descriptor, and a process that has none left can neither
/// open its files nor reach anybody.
/// </summary>
internal sealed class ConnectionBudget(int most)
{
    private const string Descriptors = "/proc/self/fd";

    // libraries that are loaded later, a database's temporary files
    private const int Reserve = 64;

    private const int Least = 8;
    private const int Most = 4_096;

    private static readonly Lazy<ConnectionBudget> OfProcess = new(() => new ConnectionBudget(Allowed(OpenFiles.Limit(), CountOpen())));

    // to refuse in words takes a descriptor for a moment, whichever port does it
    private const int MostRefusals = 8;

    private int _held;
    private int _refusals;

    /// <summary>Of this process, whose services may be many; reckoned when the first of them listens.</summary>
    public static ConnectionBudget Process => OfProcess.Value;

    public int MaxConnections => most;

    public bool TryEnter()
    {
        if (Interlocked.Increment(ref _held) <= most) return true;
        Leave();
        return false;
    }

    public void Leave() => Interlocked.Decrement(ref _held);

    /// <summary>Whether one more connection may be told why it is refused; else it is closed without.</summary>
    public bool TryBeginRefusal()
    {
        if (Interlocked.Increment(ref _refusals) <= MostRefusals) return true;
        EndRefusal();
        return false;
    }

    public void EndRefusal() => Interlocked.Decrement(ref _refusals);

    /// <summary>Half of what is left: a call that comes in may make one that goes out, and where services share a process both ends are its own.</summary>
    internal static int Allowed(long? descriptors, int open) => (int)Math.Clamp(((descriptors ?? long.MaxValue) - open - Reserve) / 2, Least, Most);

    private static int CountOpen()
    {
        try
        {
            return Directory.EnumerateFileSystemEntries(Descriptors).Count();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // no Linux, as above
            return 0;
        }
    }
}
