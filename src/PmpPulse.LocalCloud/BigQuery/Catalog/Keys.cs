namespace PmpPulse.LocalCloud.BigQuery.Catalog;

/// <summary>A dataset of a project. Ids are compared with case, as BigQuery does.</summary>
internal readonly record struct DatasetKey(string Project, string Dataset)
{
    public override string ToString() => $"{Project}:{Dataset}";
}

/// <summary>A table or view of a dataset.</summary>
internal readonly record struct TableKey(string Project, string Dataset, string Table)
{
    public DatasetKey Parent => new(Project, Dataset);

    /// <summary>As BigQuery's messages name it.</summary>
    public override string ToString() => $"{Project}:{Dataset}.{Table}";

    /// <summary>As the Storage API names it.</summary>
    public string ResourceName => $"projects/{Project}/datasets/{Dataset}/tables/{Table}";
}
