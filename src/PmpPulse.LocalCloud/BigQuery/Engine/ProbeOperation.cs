namespace PmpPulse.LocalCloud.BigQuery.Engine;

/// <summary>Asks the writer's connection whether the database is still usable: a fatal error has it reopened.</summary>
internal sealed class ProbeOperation(Action done) : WriteOperation
{
    public override void Execute(WriteSession session) => session.Execute("SELECT 1 FROM pmp_catalog.format");

    public override void Committed() => done();

    public override void Failed(Exception error) => done();
}
