using System.Text;
using PmpPulse.ServiceDefaults.Settings;

namespace PmpPulse.ServiceDefaults.Hosting;

/// <summary>The text that <c>--help</c> prints.</summary>
public static class HelpText
{
    /// <summary>Name, purpose and every setting with its default and an example.</summary>
    public static string For(ServiceDescription service)
    {
        var text = new StringBuilder();
        text.AppendLine($"{service.Name}: {service.Summary}").AppendLine();
        text.AppendLine("Settings, as environment variables (NAME=value) or arguments (--NAME=value):").AppendLine();
        foreach (var setting in service.AllSettings)
        {
            text.AppendLine($"  {setting.Name}{(setting.Required ? " (required)" : "")}");
            text.AppendLine($"      {setting.Description}");
            if (setting.Default is { } value) text.AppendLine($"      default: {value}");
            text.AppendLine($"      example: --{setting.Name}={setting.Example}");
        }

        return text.ToString();
    }
}
