using PmpPulse.Testing;
using SharpFuzz;

namespace PmpPulse.Fuzzing.Campaign;

/// <summary>Creates a copy of this program whose parsers are instrumented to count branches.</summary>
internal static class Instrumentation
{
    /// <summary>
    /// Everything else of ours is instrumented, so that a parser that moves stays so. Generated code would only add noise, as would
    /// LocalCloud's functions, which DuckDB's own threads call.
    /// </summary>
    private static readonly string[] NotInstrumented = ["PmpPulse.Fuzzing.dll", "PmpPulse.GoogleApis.dll", "PmpPulse.LocalCloud.dll", "PmpPulse.Testing.dll"];

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

        foreach (var assembly in Directory.EnumerateFiles(target, "PmpPulse.*.dll").Where(file => !NotInstrumented.Contains(Path.GetFileName(file))))
        {
            Fuzzer.Instrument(assembly, _ => true, Options.Value);
        }

        Fuzzer.Instrument(Path.Combine(target, "PmpPulse.Testing.dll"), type => type == typeof(PlantedParser).FullName, Options.Value);
        return Path.Combine(target, $"{typeof(Instrumentation).Assembly.GetName().Name}.dll");
    }
}
