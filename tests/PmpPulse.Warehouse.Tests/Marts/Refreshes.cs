using System.Globalization;
using PmpPulse.GoogleSql.Statements;
using PmpPulse.GoogleSql.Testing;
using PmpPulse.GoogleSql.Types;

namespace PmpPulse.Warehouse.Tests.Marts;

/// <summary>Runs the statements that fill the tables of the marts.</summary>
internal static class Refreshes
{
    /// <summary>Runs the statement of a table.</summary>
    /// <param name="warehouse">Its rows.</param>
    /// <param name="table">The table's name within <c>pmp_marts</c>.</param>
    /// <param name="from">Start of the range; null is the scheduled run's.</param>
    /// <param name="to">Its end.</param>
    /// <returns>Rows written or deleted.</returns>
    public static long Refresh(this TestWarehouse warehouse, string table, string? from = null, string? to = null)
    {
        var refresh = WarehouseFiles.Refreshes.Single(refresh => refresh.Table.Table == table);
        var before = warehouse.Options;
        string?[] range = [from, to];
        warehouse.Options = before with
        {
            Parameters = refresh.IsOfRange ? [.. Warehouse.Refresh.RangeParameters.Select((name, i) => new QueryParameter(name, SqlType.Timestamp, new ParameterValue(range[i])))] : [],
        };
        try
        {
            return warehouse.Change(refresh.Statement);
        }
        finally
        {
            warehouse.Options = before;
        }
    }

    /// <summary>Sets the warehouse's current time (UTC).</summary>
    public static void SetNow(this TestWarehouse warehouse, string now) =>
        warehouse.Options = warehouse.Options with { CurrentTimestamp = DateTimeOffset.Parse(now, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal) };

    /// <summary>Fills every table from the rows of the last three days.</summary>
    public static void RefreshAll(this TestWarehouse warehouse)
    {
        var from = warehouse.Options.CurrentTimestamp.UtcDateTime.AddDays(-3).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
        foreach (var refresh in WarehouseFiles.Refreshes) warehouse.Refresh(refresh.Table.Table, refresh.IsOfRange ? from : null);
    }
}
