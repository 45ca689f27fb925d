using System.Runtime.CompilerServices;

namespace PmpPulse.GoogleCloud.BigQuery;

/// <summary>A finished query.</summary>
public sealed class BigQueryResults
{
    private readonly QueryResponseJson _first;
    private readonly Func<string, CancellationToken, Task<QueryResponseJson>> _nextPage;
    private readonly Dictionary<string, int> _ordinals = new(StringComparer.Ordinal);

    internal BigQueryResults(QueryResponseJson first, Func<string, CancellationToken, Task<QueryResponseJson>> nextPage)
    {
        _first = first;
        _nextPage = nextPage;
        Schema = first.Schema ?? new BigQuerySchema();
        for (var i = 0; i < Schema.Fields.Count; i++)
        {
            _ordinals[Schema.Fields[i].Name] = i;
        }
    }

    /// <summary>Columns; empty for a statement that returns none.</summary>
    public BigQuerySchema Schema { get; }

    public long TotalRows => _first.TotalRows ?? 0;

    public long TotalBytesProcessed => _first.TotalBytesProcessed ?? 0;

    public bool CacheHit => _first.CacheHit ?? false;

    /// <summary>Rows a DML statement changed; null for a query.</summary>
    public long? DmlAffectedRows => _first.NumDmlAffectedRows;

    /// <summary>Null when BigQuery answered without making a job.</summary>
    public string? JobId => _first.JobReference?.JobId;

    /// <summary>The rows, fetched page by page as they are read.</summary>
    /// <exception cref="GoogleApiException">A later page could not be fetched.</exception>
    public async IAsyncEnumerable<BigQueryRow> ReadRowsAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        for (var page = _first; ; page = await _nextPage(page.PageToken, cancellationToken))
        {
            foreach (var row in page.Rows ?? [])
            {
                yield return new BigQueryRow(Schema, _ordinals, row.F);
            }

            if (string.IsNullOrEmpty(page.PageToken))
            {
                yield break;
            }
        }
    }

    /// <summary>All rows.</summary>
    /// <exception cref="GoogleApiException">A later page could not be fetched.</exception>
    public async Task<IReadOnlyList<BigQueryRow>> ReadAllAsync(CancellationToken cancellationToken = default)
    {
        var rows = new List<BigQueryRow>();
        await foreach (var row in ReadRowsAsync(cancellationToken))
        {
            rows.Add(row);
        }

        return rows;
    }
}
