using System.Globalization;
using PmpPulse.LocalCloud.BigQuery.Catalog;
using PmpPulse.LocalCloud.BigQuery.Engine;
using PmpPulse.LocalCloud.BigQuery.MaterializedViews;
using PmpPulse.LocalCloud.BigQuery.Schema;
using PmpPulse.LocalCloud.BigQuery.Tables;

namespace PmpPulse.LocalCloud.BigQuery.Upkeep;

/// <summary>
/// Deletes rows of partitioned tables once their partition has expired: as BigQuery does, all rows of a partition a given time after its
/// end. The time is the table's <c>expirationMs</c>, or the retention of this LocalCloud.
/// </summary>
/// <param name="database">The database.</param>
/// <param name="facts">Told of changed tables.</param>
/// <param name="retention">For tables without a time of their own.</param>
/// <param name="clock">Tells which partitions have expired.</param>
/// <param name="logger">Receives a line for each table that lost rows.</param>
internal sealed class RowExpiry(Database database, TableFacts facts, RowRetention retention, TimeProvider clock, ILogger<RowExpiry> logger)
{
    // deleted at once, a day of rows would hold up appends for too long
    private static readonly TimeSpan Slice = TimeSpan.FromHours(1);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        foreach (var table in database.Catalog.Tables.Values)
        {
            if (Cut(table) is not { } cut) continue;
            try
            {
                await ExpireAsync(table, cut, cancellationToken);
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                // the other tables' rows must expire all the same
                Log.RowsNotExpired(logger, e, table.Key, cut);
            }
        }
    }

    private async Task ExpireAsync(TableEntry table, DateTime cut, CancellationToken cancellationToken)
    {
        var deleted = 0L;
        while (await FindOldestAsync(table, cut, cancellationToken) is { } oldest)
        {
            var end = oldest + Slice < cut ? oldest + Slice : cut;
            deleted += await database.WriteAsync(session => Delete(session, table.Key, end, cut), cancellationToken);
        }

        if (deleted == 0) return;
        facts.RowsChanged(table.Key);
        Log.RowsExpired(logger, deleted, table.Key, cut);
    }

    /// <summary>The end of the last partition that has expired; null if the table's rows don't expire.</summary>
    private DateTime? Cut(TableEntry table)
    {
        if (table.IsView || table.Resource.TimePartitioning is not { } partitioning) return null;
        var last = clock.GetUtcNow().UtcDateTime;
        var longest = last - DateTime.UnixEpoch;
        // any number of milliseconds is allowed
        var life = partitioning.ExpirationMs is { } milliseconds ? TimeSpan.FromMilliseconds(Math.Min(milliseconds, longest.TotalMilliseconds)) : retention.Life;
        if (life is not { } age || age >= longest) return null;
        last -= age;
        return partitioning.Type switch
        {
            "HOUR" => new DateTime(last.Year, last.Month, last.Day, last.Hour, 0, 0, DateTimeKind.Utc),
            "MONTH" => new DateTime(last.Year, last.Month, 1, 0, 0, 0, DateTimeKind.Utc),
            "YEAR" => new DateTime(last.Year, 1, 1, 0, 0, 0, DateTimeKind.Utc),
            _ => last.Date,
        };
    }

    private Task<DateTime?> FindOldestAsync(TableEntry table, DateTime cut, CancellationToken cancellationToken) => database.QueryAsync(
        connection =>
        {
            using var command = connection.CreateCommand();
            command.CommandText = $"SELECT MIN({Column(table)})::TIMESTAMP FROM {table.QuotedName} WHERE {Column(table)} < {Literal(cut)}";
            return command.ExecuteScalar() is DateTime oldest ? DateTime.SpecifyKind(oldest, DateTimeKind.Utc) : (DateTime?)null;
        },
        cancellationToken);

    private int Delete(WriteSession session, TableKey key, DateTime end, DateTime cut)
    {
        // the table may have been deleted or replaced meanwhile
        if (session.Catalog.Find(key) is not { IsView: false, Resource.TimePartitioning: not null } table) return 0;
        if (cut.TimeOfDay == TimeSpan.Zero) ViewExpiry.Expire(session, key, table.Resource.TimePartitioning.Field!, cut, clock);
        else session.RemovePartialsOf(key);
        return session.Execute($"DELETE FROM {table.QuotedName} WHERE {Column(table)} < {Literal(end)}");
    }

    private static string Column(TableEntry table) => DuckTypes.Quote(table.Resource.TimePartitioning!.Field!);

    private static string Literal(DateTime time) => string.Create(CultureInfo.InvariantCulture, $"TIMESTAMP '{time:yyyy-MM-dd HH:mm:ss.ffffff}'");
}

/// <param name="Life">How long rows are kept after their partition's end; null: for ever.</param>
internal sealed record RowRetention(TimeSpan? Life);
