namespace PmpPulse.Dashboard.Answers;

/// <summary>What was made of the newest readings, until one of them changes.</summary>
internal sealed class Remembered<T>
    where T : class
{
    private readonly Lock _lock = new();
    private (string Key, T Made)? _last;

    /// <param name="key">Names everything it is made of.</param>
    /// <param name="make">Makes it.</param>
    public T Get(string key, Func<T> make)
    {
        lock (_lock)
        {
            if (_last is { } last && last.Key == key) return last.Made;
            var made = make();
            _last = (key, made);
            return made;
        }
    }
}
