namespace PmpPulse.LocalCloud.BigQuery.Engine;

/// <summary>Checks whether the writer's connection is still usable. A fatal error makes the writer reopen the file.</summary>
internal sealed class ProbeOperation(Action done) : WriteOperation
{
    public override void Execute(WriteSession session) => session.Execute("SELECT 1 FROM pmp_catalog.format");

    public override void Committed() => done();

    public override void Failed(Exception error) => done();
}
