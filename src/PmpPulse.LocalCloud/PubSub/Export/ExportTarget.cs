namespace PmpPulse.LocalCloud.PubSub.Export;

/// <summary>The table that a BigQuery subscription names.</summary>
internal readonly record struct ExportTarget(string Project, string Dataset, string Table)
{
    /// <summary>
    /// Parses <c>project.dataset.table</c> or <c>project:dataset.table</c>. A domain-scoped project contains both separators.
    /// </summary>
    public static bool TryParse(string name, out ExportTarget target)
    {
        target = default;
        var table = name.LastIndexOf('.');
        var dataset = table > 0 ? name.AsSpan(0, table).LastIndexOfAny('.', ':') : -1;
        if (dataset <= 0 || table == dataset + 1 || table == name.Length - 1) return false;
        target = new ExportTarget(name[..dataset], name[(dataset + 1)..table], name[(table + 1)..]);
        return true;
    }
}
