namespace PmpPulse.ServiceDefaults.Telemetry;

/// <summary>The version of all of Paris Mobility Pulse, as one build makes it.</summary>
public static partial class ProductVersion
{
    /// <summary>
    /// Such as <c>1.2.3+0f1e2d3c</c>: the newest tag and the commit; <c>0.0.0-alpha.0.436+0f1e2d3c</c> 436 commits after the beginning
    /// where there is no tag, and <c>0.0.0-unversioned</c> in a build of sources without their history.
    /// </summary>
    public static string Text => Computed();

    // the build writes it into a method's body, which no other assembly is compiled against: a commit recompiles only this one
    private static partial string Computed();
}
