using System.Reflection;
using System.Xml.Linq;
using ArchUnitNET.Loader;

namespace PmpPulse.Architecture.Tests;

/// <summary>A project under <c>src</c>, read from its files.</summary>
/// <param name="Name">Name without the <c>PmpPulse.</c> prefix.</param>
/// <param name="Folder">Absolute path.</param>
/// <param name="AssemblyName">Name of the assembly it compiles to.</param>
/// <param name="RootNamespace">Root namespace.</param>
/// <param name="References">Names of the projects it references.</param>
internal sealed record SourceProject(string Name, string Folder, string AssemblyName, string RootNamespace, IReadOnlyList<string> References)
{
    private const string Prefix = "PmpPulse.";

    /// <summary>All projects, by name.</summary>
    public static IReadOnlyDictionary<string, SourceProject> All { get; } =
        Directory.GetFiles(Path.Combine(Root(), "src"), "*.csproj", SearchOption.AllDirectories).Select(Read).ToDictionary(project => project.Name);

    /// <summary>Every type of these projects, with its dependencies.</summary>
    public static ArchUnitNET.Domain.Architecture Architecture { get; } = new ArchLoader().LoadAssemblies([.. All.Values.Select(project => project.Assembly)]).Build();

    public Assembly Assembly => Assembly.Load(AssemblyName);

    /// <summary>The projects whose types it can use: its references and their references.</summary>
    public IReadOnlySet<string> Sees => References.SelectMany(name => All[name].Sees.Append(name)).ToHashSet();

    /// <summary>Its C# files, relative to its folder.</summary>
    public IEnumerable<string> Files => Directory.EnumerateFiles(Folder, "*.cs", SearchOption.AllDirectories)
        .Select(file => Path.GetRelativePath(Folder, file))
        .Where(file => file.Split(Path.DirectorySeparatorChar)[0] is not ("bin" or "obj"));

    /// <summary>Text of one of <see cref="Files"/>.</summary>
    public string Text(string file) => File.ReadAllText(Path.Combine(Folder, file));

    private static SourceProject Read(string file)
    {
        var project = XDocument.Load(file);
        var name = Path.GetFileNameWithoutExtension(file);
        return new SourceProject(
            Short(name),
            Path.GetDirectoryName(file)!,
            project.Descendants("AssemblyName").SingleOrDefault()?.Value ?? name,
            project.Descendants("RootNamespace").SingleOrDefault()?.Value ?? name,
            [.. project.Descendants("ProjectReference").Select(reference => Short(Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value)))]);
    }

    private static string Short(string name) => name[Prefix.Length..];

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "PmpPulse.sln"))) folder = folder.Parent ?? throw new InvalidOperationException("The tests run outside of the repository.");
        return folder.FullName;
    }
}
