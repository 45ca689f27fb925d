namespace PmpPulse.LocalCloud.BigQuery.Schema;

internal enum FieldMode
{
    Nullable,
    Required,
    Repeated,
}
