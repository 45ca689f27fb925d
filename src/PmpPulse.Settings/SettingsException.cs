namespace PmpPulse.Settings;

/// <summary>Settings that keep a service from starting, all of them at once.</summary>
public sealed class SettingsException(IReadOnlyList<SettingFault> faults)
    : Exception(string.Join(Environment.NewLine, faults))
{
    public IReadOnlyList<SettingFault> Faults { get; } = faults;
}
