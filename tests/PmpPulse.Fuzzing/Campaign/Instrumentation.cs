using PmpPulse.Testing;
using SharpFuzz;

namespace PmpPulse.Fuzzing.Campaign;

/// <summary>Creates a copy of this program whose parsers are instrumented to count branches.</summary>
internal static class Instrumentation
{
    private static readonly string[] Assemblies = ["PmpPulse.Contracts.dll", "PmpPulse.Curation.dll", "PmpPulse.GoogleSql.dll", "PmpPulse.ServiceDefaults.dll"];

    /// <returns>The copy's main assembly.</returns>
    public static string Prepare(string output)
    {
        var source = AppContext.BaseDirectory;
        var target = Path.GetFullPath(Path.Combine(output, "bin"));
        if (Directory.Exists(target)) Directory.Delete(target, recursive: true);
        foreach (var file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(target, Path.GetRelativePath(source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        foreach (var assembly in Assemblies) Fuzzer.Instrument(Path.Combine(target, assembly), _ => true, Options.Value);
        Fuzzer.Instrument(Path.Combine(target, "PmpPulse.Testing.dll"), type => type == typeof(PlantedParser).FullName, Options.Value);
        return Path.Combine(target, $"{typeof(Instrumentation).Assembly.GetName().Name}.dll");
    }
}
