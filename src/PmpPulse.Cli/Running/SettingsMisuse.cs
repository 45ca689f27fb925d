using PmpPulse.Operations;

namespace PmpPulse.Cli.Running;

internal static class SettingsMisuse
{
    /// <exception cref="MisuseException">A setting is wrong; the message names all that are.</exception>
    public static void ThrowIfMisused(this SettingsReader settings)
    {
        try
        {
            settings.ThrowIfFaulty();
        }
        catch (SettingsException exception)
        {
            throw new MisuseException([.. exception.Faults.Select(fault => fault.ToString())]);
        }
    }
}
