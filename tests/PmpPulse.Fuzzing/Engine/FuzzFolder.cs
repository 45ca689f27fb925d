using System.Security.Cryptography;
using PmpPulse.Fuzzing.Targets;

namespace PmpPulse.Fuzzing.Engine;

/// <summary>A target's inputs: the committed corpus beside the program, and the files a run writes.</summary>
internal sealed class FuzzFolder(IFuzzTarget target, string output)
{
    /// <summary>The committed seeds and past findings of a target, in a fixed order.</summary>
    public static IReadOnlyList<string> CorpusFiles(string target)
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "Corpus", target);
        return Directory.Exists(folder) ? [.. Directory.GetFiles(folder).Order(StringComparer.Ordinal)] : [];
    }

    /// <summary>Bytes of the current input, readable after this process dies.</summary>
    public string LastInput => Path.Combine(Root, "last-input");

    public string ResultFile => Path.Combine(Root, "result.json");

    private string Root => Directory.CreateDirectory(Path.Combine(output, target.Name)).FullName;

    public IEnumerable<byte[]> Seeds() => SeedsOf(target);

    /// <summary>What a target begins with.</summary>
    public static IEnumerable<byte[]> SeedsOf(IFuzzTarget target) => CorpusFiles(target.Name).Select(File.ReadAllBytes).Concat(target.Seeds);

    /// <summary>Keeps an input that reached new code.</summary>
    public void Keep(byte[] input) => Write("kept", Name(input), input);

    /// <summary>Writes a finding's input and, beside it, a description.</summary>
    /// <returns>The file.</returns>
    public string Save(Finding finding)
    {
        var path = Write("findings", $"{finding.Kind}-{Name(finding.Input)}", finding.Input);
        File.WriteAllText(path + ".txt", finding.Description);
        return path;
    }

    private string Write(string folder, string name, byte[] bytes)
    {
        var path = Path.Combine(Directory.CreateDirectory(Path.Combine(Root, folder)).FullName, name);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    private static string Name(byte[] input) => Convert.ToHexStringLower(SHA256.HashData(input))[..16];
}
