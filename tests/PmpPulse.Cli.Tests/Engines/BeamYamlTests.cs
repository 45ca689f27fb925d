using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using PmpPulse.Cli.Engines;
using PmpPulse.Testing;
using PmpPulse.Warehouse;
using YamlDotNet.RepresentationModel;

namespace PmpPulse.Cli.Tests.Engines;

/// <summary>The Beam YAML pipeline in pmpctl, checked against Beam's published schema of its transforms and against the tables.</summary>
public sealed class BeamYamlTests
{
    private static readonly string Text = Encoding.UTF8.GetString(DataflowEngine.EmbeddedFile("velib-curated.yaml"));
    private static readonly JsonObject Variables = DataflowEngine.JinjaVariables(DataflowEngineOptions.Of("my-project", Velib.Curation), "gs://my-project-pmp-dataflow/pipelines/x");
    private static readonly YamlMappingNode Document = Parse(Rendered());
    private static readonly JsonElement Published = ReadPublished();

    private static IEnumerable<YamlMappingNode> Transforms => ((YamlSequenceNode)((YamlMappingNode)Document["pipeline"])["transforms"]).Cast<YamlMappingNode>();

    [Fact]
    public void Variables_InThePipeline_AreThoseTheEngineSets() =>
        Regex.Matches(Text, "{{ *([a-z_]+) *}}").Select(match => match.Groups[1].Value).Distinct().Should().BeEquivalentTo(Variables.Select(variable => variable.Key));

    [Fact]
    public void Pipeline_Yaml_MatchesThePublishedSchema()
    {
        Keys(Document).Should().BeSubsetOf(Names("document"));
        Keys((YamlMappingNode)Document["pipeline"]).Should().BeSubsetOf(Names("pipeline"));
        ((YamlScalarNode)((YamlMappingNode)Document["options"])["streaming"]).Value.Should().Be("true");
        foreach (var transform in Transforms) Faults(transform).Should().BeEmpty(Scalar(transform, "name"));
    }

    [Theory]
    [InlineData("create_disposition: CREATE_NEVER", "create_disposition: NEVER")]
    [InlineData("num_streams: 1", "num_streams: one")]
    [InlineData("num_streams: 1", "streams: 1")]
    [InlineData("          with_attributes: true", "          with_attributes: true\n        retries: 3")]
    [InlineData("        table: \"my-project.pmp_ops", "        tabel: \"my-project.pmp_ops")]
    [InlineData("type: Flatten", "type: Merge")]
    public void Pipeline_Broken_IsDetected(string good, string bad)
    {
        var text = Rendered();
        text.Should().Contain(good);
        var pipeline = (YamlMappingNode)Parse(text.Replace(good, bad, StringComparison.Ordinal))["pipeline"];
        ((YamlSequenceNode)pipeline["transforms"]).Cast<YamlMappingNode>().SelectMany(Faults).Should().NotBeEmpty();
    }

    [Fact]
    public void Inputs_OfEachTransform_AreEarlierOutputs()
    {
        var outputs = new HashSet<string>();
        foreach (var transform in Transforms)
        {
            foreach (var input in Inputs(transform)) outputs.Should().Contain(input, Scalar(transform, "name"));
            var name = Scalar(transform, "name");
            outputs.Add(name).Should().BeTrue("names are unique");
            if (transform.Children.TryGetValue("config", out var config) && ((YamlMappingNode)config).Children.TryGetValue("error_handling", out var handling))
                outputs.Add($"{name}.{Scalar((YamlMappingNode)handling, "output")}");
            if (Source(transform) is { } source && Regex.Match(source, "return {(.*)}") is { Success: true } returned)
                outputs.UnionWith(Regex.Matches(returned.Groups[1].Value, "'([a-z_]+)':").Select(match => $"{name}.{match.Groups[1].Value}"));
        }
    }

    [Theory]
    [InlineData("WriteRows", "StationRows")]
    [InlineData("WriteDeadLetters", "DeadLetterRows")]
    public void Rows_Written_HaveTheTablesColumns(string write, string rows)
    {
        var config = (YamlMappingNode)Transforms.Single(transform => Scalar(transform, "name") == write)["config"];
        Scalar(config, "create_disposition").Should().Be("CREATE_NEVER", "tables are Terraform's");
        var name = Scalar(config, "table");
        name.Should().StartWith("my-project.");
        var table = WarehouseFiles.Tables.Single(table => table.Name.ToString() == name["my-project.".Length..]);
        using var schema = JsonDocument.Parse(table.ResourceJson);
        var columns = schema.RootElement.GetProperty("schema").GetProperty("fields").EnumerateArray()
            .Select(field => (field.GetProperty("name").GetString()!, Python(field.GetProperty("type").GetString()!, field.GetProperty("mode").GetString()!)));

        var source = Source(Transforms.Single(transform => Scalar(transform, "name") == rows))!;
        var fields = Regex.Match(source, @"FIELDS = \[(.*)\]\n").Groups[1].Value;
        Regex.Matches(fields, @"\('([a-z_]+)', ([A-Za-z.]+(?:\[[A-Za-z]+\])?)\)").Select(match => (match.Groups[1].Value, match.Groups[2].Value.Replace("typing.", "", StringComparison.Ordinal)))
            .Should().BeEquivalentTo(columns);
    }

    [Fact]
    public void Sources_OfEachTransform_ArePython()
    {
        foreach (var transform in Transforms)
        {
            if (Source(transform) is not { } source) continue;
            var start = new ProcessStartInfo("python3", ["-c", "import sys; compile(sys.stdin.read(), 'source', 'exec')"]) { RedirectStandardInput = true, RedirectStandardError = true };
            Process process;
            try
            {
                process = Process.Start(start)!;
            }
            catch (System.ComponentModel.Win32Exception)
            {
                Assert.Skip("python3 is not installed");
                throw;
            }

            using (process)
            {
                process.StandardInput.Write(source);
                process.StandardInput.Close();
                var error = process.StandardError.ReadToEnd();
                process.WaitForExit();
                process.ExitCode.Should().Be(0, error);
            }

            // Beam takes the last top-level definition and calls it with the other arguments
            var last = Regex.Matches(source, "^(?:class|def) ([A-Za-z_]+)", RegexOptions.Multiline)[^1].Groups[1].Value;
            last.Should().Be(Scalar(transform, "name"), "the transform is defined last");
        }
    }

    private static string Python(string type, string mode)
    {
        var name = type switch { "TIMESTAMP" => "Timestamp", "STRING" or "JSON" => "str", "INT64" => "int", "BYTES" => "bytes", _ => throw new InvalidOperationException(type) };
        return mode switch { "REQUIRED" => name, "REPEATED" => $"Sequence[{name}]", _ => $"Optional[{name}]" };
    }

    private static IEnumerable<string> Faults(YamlMappingNode transform)
    {
        foreach (var key in Keys(transform).Except(Names("transform"))) yield return $"no transform has {key}";
        if (!Published.GetProperty("transforms").TryGetProperty(Scalar(transform, "type"), out var known))
        {
            yield return $"{Scalar(transform, "type")} is not a known transform";
            yield break;
        }

        var config = transform.Children.TryGetValue("config", out var node) ? (YamlMappingNode)node : [];
        foreach (var required in known.GetProperty("required").EnumerateArray().Select(name => name.GetString()!))
        {
            if (!config.Children.ContainsKey(required)) yield return $"{required} is missing";
        }

        foreach (var (key, value) in config.Children.Select(pair => (((YamlScalarNode)pair.Key).Value!, pair.Value)))
        {
            if (!known.GetProperty("config").TryGetProperty(key, out var type))
            {
                yield return $"{key} is not a setting";
            }
            else if (!Is(value, type.GetString()!))
            {
                yield return $"{key} is not of type {type}";
            }
            else if (known.TryGetProperty("values", out var values) && values.TryGetProperty(key, out var allowed)
                && allowed.EnumerateArray().All(one => one.GetString() != ((YamlScalarNode)value).Value))
            {
                yield return $"{key} can't be {value}";
            }
        }

        if (known.GetProperty("input").GetString() == "one" && Inputs(transform).Count() != 1) yield return "it takes one input";
    }

    private static bool Is(YamlNode value, string type) => type switch
    {
        "string" => value is YamlScalarNode,
        "integer" => value is YamlScalarNode { Value: { } text } && text.All(char.IsAsciiDigit),
        "object" => value is YamlMappingNode,
        "array" => value is YamlSequenceNode,
        _ => throw new InvalidOperationException(type),
    };

    private static IEnumerable<string> Inputs(YamlMappingNode transform) => transform.Children.TryGetValue("input", out var input) ? input switch
    {
        YamlScalarNode one => [one.Value!],
        YamlSequenceNode many => many.Cast<YamlScalarNode>().Select(one => one.Value!),
        YamlMappingNode named => named.Children.Values.Cast<YamlScalarNode>().Select(one => one.Value!),
        _ => [],
    } : [];

    private static string? Source(YamlMappingNode transform) =>
        transform.Children.TryGetValue("config", out var config) && ((YamlMappingNode)config).Children.TryGetValue("kwargs", out var arguments)
        && ((YamlMappingNode)arguments).Children.TryGetValue("source", out var source) ? ((YamlScalarNode)source).Value : null;

    private static string Rendered() => Variables.Aggregate(Text, (text, variable) => text.Replace($"{{{{ {variable.Key} }}}}", variable.Value!.ToString(), StringComparison.Ordinal));

    private static YamlMappingNode Parse(string yaml)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(yaml));
        return (YamlMappingNode)stream.Documents.Single().RootNode;
    }

    private static IEnumerable<string> Keys(YamlMappingNode node) => node.Children.Keys.Select(key => ((YamlScalarNode)key).Value!);

    private static string Scalar(YamlMappingNode node, string key) => ((YamlScalarNode)node[key]).Value!;

    private static IEnumerable<string> Names(string property) => Published.GetProperty(property).EnumerateArray().Select(name => name.GetString()!);

    private static JsonElement ReadPublished() => JsonDocument.Parse(File.ReadAllText(Repository.PathOf("infra", "dataflow", "transforms.json"))).RootElement;
}
