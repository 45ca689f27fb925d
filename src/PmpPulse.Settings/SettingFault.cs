namespace PmpPulse.Settings;

/// <summary>A setting that can't be used.</summary>
/// <param name="Name">The setting's name.</param>
/// <param name="Problem">What is wrong with it.</param>
/// <param name="Valid">What would be valid, with an example.</param>
public sealed record SettingFault(string Name, string Problem, string Valid)
{
    public override string ToString() => $"{Name}: {Problem}; {Valid}";
}
