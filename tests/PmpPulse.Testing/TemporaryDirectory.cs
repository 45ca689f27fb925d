namespace PmpPulse.Testing;

/// <summary>A temporary directory, deleted on disposal.</summary>
public sealed class TemporaryDirectory : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("pmp-test-").FullName;

    public static implicit operator string(TemporaryDirectory directory) => directory.Path;

    public void Dispose()
    {
        if (Directory.Exists(Path))
        {
            Directory.Delete(Path, recursive: true);
        }
    }
}
