using PmpPulse.Chaos.Reference;
using PmpPulse.Testing;

namespace PmpPulse.Chaos.Verification;

/// <summary>
/// Compares the tables with what the published messages should have produced. Until held messages are replayed, the raw path may have
/// dead-lettered a message instead; after the replay everything must be there.
/// </summary>
internal sealed class TableVerifier(Tables tables, Expectation expected)
{
    /// <summary>Whether dead letters are exported to tables. If not, the push paths can only be checked after the replay.</summary>
    public bool HasDeadLetterTables { get; init; } = true;

    /// <summary>Whether as much as expected has arrived. Cheap; doesn't look for rows that shouldn't be there.</summary>
    /// <param name="replayed">Whether the held messages have been replayed.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>Null if it has, else what is missing.</returns>
    public async Task<string?> MissingAsync(bool replayed, CancellationToken cancellationToken)
    {
        var curated = await tables.CountAsync("SELECT DISTINCT snapshot_id, station_id FROM pmp_curated.velib_station_status", cancellationToken);
        if (curated < expected.Curated.Count) return $"{expected.Curated.Count - curated} of {expected.Curated.Count} curated rows";
        var curatedDead = (await tables.CuratedDeadAsync(cancellationToken)).Count;
        if (curatedDead < expected.CuratedDead.Count) return $"{expected.CuratedDead.Count - curatedDead} of {expected.CuratedDead.Count} curated dead letters";
        if (!replayed && !HasDeadLetterTables) return null;
        foreach (var path in await PathsAsync(cancellationToken))
        {
            var missing = Missing(path, replayed).Count();
            if (missing > 0) return $"{missing} of {path.Expected.Count} {path.Where}";
        }

        return null;
    }

    /// <summary>Messages dead-lettered by the push paths so far.</summary>
    public async Task<int> GivenUpAsync(CancellationToken cancellationToken) =>
        (await StatusDeadAsync(cancellationToken)).GivenUp.Count + (await InformationDeadAsync(cancellationToken)).GivenUp.Count;

    /// <summary>Compares everything.</summary>
    /// <param name="replayed">Whether the held messages have been replayed.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async Task<Findings> VerifyAsync(bool replayed, CancellationToken cancellationToken)
    {
        var findings = new Findings();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (identity, row) in await tables.CuratedAsync(cancellationToken))
        {
            if (!seen.Add(identity)) findings.AddDuplicate(row);
            else if (!expected.Curated.TryGetValue(identity, out var right)) findings.AddWrong("curated", $"{row} should not be there");
            else if (row != right) findings.AddWrong("curated", $"{row} should be {right}");
        }

        foreach (var (identity, row) in expected.Curated)
        {
            if (!seen.Contains(identity)) findings.AddLost("curated", row);
        }

        foreach (var raw in await tables.ContradictoryRawAsync(cancellationToken)) findings.AddWrong("raw", $"{raw} has more than one payload");
        foreach (var (view, rows) in await tables.ViewDifferencesAsync(cancellationToken))
        {
            if (rows > 0) findings.AddWrong("materialized views", $"{view} differs from its query in {rows} rows");
        }

        var curatedDead = await tables.CuratedDeadAsync(cancellationToken);
        foreach (var line in expected.CuratedDead.Except(curatedDead)) findings.AddLost("curated dead letters", line);
        foreach (var line in curatedDead.Except(expected.CuratedDead)) findings.AddWrong("curated dead letters", $"{line} should not be there");
        foreach (var path in await PathsAsync(cancellationToken))
        {
            if (replayed || HasDeadLetterTables)
            {
                foreach (var line in Missing(path, replayed)) findings.AddLost(path.Where, line);
            }

            foreach (var line in path.Found.Except(path.Expected)) findings.AddWrong(path.Where, $"{line} should not be there");
            foreach (var hash in path.Dead.WithoutReason) findings.AddWrong("push dead letters", $"{hash} has neither a writer's reason nor Pub/Sub's four attributes");
            foreach (var hash in path.Dead.GivenUp.Where(hash => !expected.ByPush.ContainsKey(hash))) findings.AddWrong("push dead letters", $"{hash} was never published");
        }

        return findings;
    }

    private IEnumerable<string> Missing(PushPath path, bool replayed)
    {
        var missing = path.Expected.Except(path.Found);
        return replayed ? missing : missing.Except(path.Dead.GivenUp.SelectMany(hash => expected.ByPush.GetValueOrDefault(hash) ?? []));
    }

    private async Task<IReadOnlyList<PushPath>> PathsAsync(CancellationToken cancellationToken)
    {
        var status = await StatusDeadAsync(cancellationToken);
        var information = await InformationDeadAsync(cancellationToken);
        return
        [
            new("raw events", expected.Raw, await tables.RawAsync(cancellationToken), status),
            new("raw dead letters", expected.RawDead, status.Refused, status),
            new("station information rows", expected.Information, await tables.InformationAsync(cancellationToken), information),
            new("station information dead letters", expected.InformationDead, information.Refused, information),
        ];
    }

    private Task<PushDeadLetters> StatusDeadAsync(CancellationToken cancellationToken) =>
        tables.PushDeadAsync(Velib.Status.DeadLetters.Table, Velib.Status.Writer.Subscription, cancellationToken);

    private Task<PushDeadLetters> InformationDeadAsync(CancellationToken cancellationToken) =>
        tables.PushDeadAsync(Velib.Information.DeadLetters.Table, Velib.Information.Writer.Subscription, cancellationToken);

    /// <summary>Rows that a writer puts into one table.</summary>
    private sealed record PushPath(string Where, HashSet<string> Expected, HashSet<string> Found, PushDeadLetters Dead);
}
