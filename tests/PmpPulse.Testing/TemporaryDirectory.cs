namespace PmpPulse.Testing;

/// <summary>A directory of this test's own, gone with it.</summary>
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
