namespace PmpPulse.LocalCloud.BigQuery.Catalog;

/// <summary>A dataset of a project. Ids are case-sensitive, as in BigQuery.</summary>
internal readonly record struct DatasetKey(string Project, string Dataset)
{
    public override string ToString() => $"{Project}:{Dataset}";
}

/// <summary>A table or view of a dataset.</summary>
internal readonly record struct TableKey(string Project, string Dataset, string Table)
{
    public DatasetKey Parent => new(Project, Dataset);

    /// <summary>The form in BigQuery's messages.</summary>
    public override string ToString() => $"{Project}:{Dataset}.{Table}";

    /// <summary>The form in the Storage API.</summary>
    public string ResourceName => $"projects/{Project}/datasets/{Dataset}/tables/{Table}";
}
