using System.Text.Encodings.Web;
using System.Text.Json;
using Spectre.Console;

namespace PmpPulse.Benchmarks.Reporting;

/// <summary>The figures as a table and as JSON.</summary>
internal static class BenchReport
{
    public static void Write(IReadOnlyList<BenchFigure> figures, IAnsiConsole console)
    {
        var table = new Table().Border(TableBorder.Simple);
        table.AddColumn("Scenario").AddColumn(new TableColumn("Figure").RightAligned()).AddColumn("Unit").AddColumn("Peer")
            .AddColumn(new TableColumn("Ratio").RightAligned()).AddColumn("Target").AddColumn("Met");
        foreach (var figure in figures)
        {
            table.AddRow([.. Cells(figure).Select(cell => new Text(cell))]);
        }

        console.Write(table);
    }

    /// <summary>Writes the list whole: a reader never sees half of it.</summary>
    public static void Save(IReadOnlyList<BenchFigure> figures, string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        var half = path + ".half";
        var options = new JsonSerializerOptions(BenchJson.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        File.WriteAllBytes(half, JsonSerializer.SerializeToUtf8Bytes(figures, new BenchJson(options).IReadOnlyListBenchFigure));
        File.Move(half, path, overwrite: true);
    }

    private static IEnumerable<string> Cells(BenchFigure figure) =>
    [
        figure.Scenario,
        figure.Figure is { } value ? BenchNumber.Text(value) : "-",
        figure.Unit,
        figure.Peer ?? "",
        figure.Ratio is { } ratio ? BenchNumber.Text(ratio) : "",
        figure.Target ?? "",
        (figure.Target, figure.Met) switch { (null, _) => "", (_, null) => "unknown", (_, true) => "yes", _ => "NO" },
    ];
}
