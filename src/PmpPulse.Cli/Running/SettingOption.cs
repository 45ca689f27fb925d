using System.CommandLine;
using Microsoft.Extensions.Configuration;

namespace PmpPulse.Cli.Running;

/// <summary>An option that sets a setting, so that a Cloud Run job and a person use the same ones. What is typed wins.</summary>
internal sealed class SettingOption
{
    private readonly Setting _setting;
    private readonly Option<string?> _option;

    /// <param name="name">The option, such as <c>--max-messages</c>.</param>
    /// <param name="setting">The environment variable.</param>
    /// <param name="isFlag">Whether the option alone means <c>true</c>.</param>
    public SettingOption(string name, Setting setting, bool isFlag = false)
    {
        _setting = setting;
        _option = new Option<string?>(name) { Description = $"{setting.Description} [{setting.Name}]" };
        if (isFlag) _option.Arity = ArgumentArity.ZeroOrOne;
    }

    public Option Option => _option;

    /// <summary>The setting under the name by which it was given, so that a fault names what the operator wrote.</summary>
    public Setting Given(ParseResult result) => IsTyped(result) ? _setting with { Name = _option.Name } : _setting;

    /// <summary>Reads settings from the environment and from what was typed.</summary>
    public static SettingsReader Reader(ParseResult result, IConfiguration environment, params IEnumerable<SettingOption> options) => new(
        new ConfigurationBuilder()
            .AddConfiguration(environment)
            .AddInMemoryCollection(options.Where(one => one.IsTyped(result)).Select(one =>
                KeyValuePair.Create(one._option.Name, (string?)(result.GetValue(one._option) ?? bool.TrueString))))
            .Build());

    private bool IsTyped(ParseResult result) => result.GetResult(_option) is { Implicit: false };
}
