namespace PmpPulse.ServiceDefaults.Connections;

/// <summary>
/// How many connections all ports of a process may hold together: each costs a descriptor, and a process without free ones can neither
/// open files nor connect.
/// </summary>
internal sealed class ConnectionBudget(int maxConnections)
{
    private const string Descriptors = "/proc/self/fd";

    // libraries that are loaded later, a database's temporary files
    private const int Reserve = 64;

    private const int Least = 8;
    private const int Most = 4_096;

    private static readonly Lazy<ConnectionBudget> OfProcess = new(() => new ConnectionBudget(Allowed(OpenFiles.Limit(), CountOpen())));

    // refusing with a reason takes a descriptor for a moment, whichever port does it
    private const int MaxRefusals = 8;

    private int _held;
    private int _refusals;

    /// <summary>The budget of this process, which may host many services; computed when the first of them listens.</summary>
    public static ConnectionBudget Process => OfProcess.Value;

    public int MaxConnections => maxConnections;

    public bool TryEnter()
    {
        if (Interlocked.Increment(ref _held) <= maxConnections) return true;
        Leave();
        return false;
    }

    public void Leave() => Interlocked.Decrement(ref _held);

    /// <summary>Whether one more connection may be told why it is refused; otherwise it is closed without a reason.</summary>
    public bool TryBeginRefusal()
    {
        if (Interlocked.Increment(ref _refusals) <= MaxRefusals) return true;
        EndRefusal();
        return false;
    }

    public void EndRefusal() => Interlocked.Decrement(ref _refusals);

    /// <summary>
    /// Half of the free descriptors: an incoming call may cause an outgoing one, and if services share a process, both ends are its own.
    /// </summary>
    internal static int Allowed(long? descriptors, int open) => (int)Math.Clamp(((descriptors ?? long.MaxValue) - open - Reserve) / 2, Least, Most);

    private static int CountOpen()
    {
        try
        {
            return Directory.EnumerateFileSystemEntries(Descriptors).Count();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // not Linux, as above
            return 0;
        }
    }
}
