using PmpPulse.LocalCloud.BigQuery.Catalog;

namespace PmpPulse.LocalCloud.StorageWrite;

/// <summary><c>projects/P/datasets/D/tables/T/streams/S</c>. <c>tables/T/_default</c> is the older name of the default stream.</summary>
internal readonly record struct StreamName(TableKey Table, string Id)
{
    private const string Default = "_default";

    public bool IsDefault => Id == Default;

    public override string ToString() => $"{Table.ResourceName}/streams/{Id}";

    public static StreamName? Parse(string name)
    {
        var parts = name.Split('/');
        if (parts.Length == 7 && parts[6] == Default) parts = [.. parts[..6], "streams", Default];
        return parts.Length == 8 && parts[6] == "streams" && parts[7].Length > 0 && TableOf(parts) is { } table
            ? new StreamName(table, parts[7])
            : null;
    }

    public static TableKey? ParseTable(string name)
    {
        var parts = name.Split('/');
        return parts.Length == 6 ? TableOf(parts) : null;
    }

    private static TableKey? TableOf(string[] parts)
    {
        var named = parts[0] == "projects" && parts[2] == "datasets" && parts[4] == "tables"
            && parts[1].Length > 0 && parts[3].Length > 0 && parts[5].Length > 0;
        return named ? new TableKey(parts[1], parts[3], parts[5]) : null;
    }
}
