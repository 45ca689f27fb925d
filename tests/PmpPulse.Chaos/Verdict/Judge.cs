using PmpPulse.Chaos.Reference;
using PmpPulse.Contracts;

namespace PmpPulse.Chaos.Verdict;

/// <summary>Compares the tables with what the published messages say has to be in them.</summary>
internal sealed class Judge(Tables tables, Expectation expected)
{
    /// <summary>Whether as much as is expected has arrived; cheap, and says nothing about what it is.</summary>
    /// <returns>Null when it has, else what is missing.</returns>
    public async Task<string?> MissingAsync(CancellationToken cancellationToken)
    {
        var curated = await tables.CountAsync("SELECT DISTINCT snapshot_id, station_id FROM pmp_curated.velib_station_status", cancellationToken);
        if (curated < expected.Curated.Count) return $"{expected.Curated.Count - curated} of {expected.Curated.Count} curated rows";
        var raw = await tables.CountAsync("SELECT DISTINCT key, ingest_ts FROM pmp_raw.velib_station_status_raw", cancellationToken);
        if (raw < expected.Raw.Count) return $"{expected.Raw.Count - raw} of {expected.Raw.Count} raw events";
        var information = (await tables.InformationAsync(cancellationToken)).Count;
        if (information < expected.Information.Count) return $"{expected.Information.Count - information} of {expected.Information.Count} information rows";
        var dead = (await tables.CuratedDeadAsync(cancellationToken)).Count
            + (await tables.PushDeadAsync(ResourceNames.Tables.StatusPushDeadLetters.Table, cancellationToken)).Count
            + (await tables.PushDeadAsync(ResourceNames.Tables.StationInfoPushDeadLetters.Table, cancellationToken)).Count;
        var expectedDead = expected.CuratedDead.Count + expected.RawDead.Count + expected.InformationDead.Count;
        return dead < expectedDead ? $"{expectedDead - dead} of {expectedDead} dead letters" : null;
    }

    public async Task<Findings> JudgeAsync(CancellationToken cancellationToken)
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

        Compare(findings, "raw", expected.Raw, await tables.RawAsync(cancellationToken));
        foreach (var raw in await tables.ContradictoryRawAsync(cancellationToken)) findings.AddWrong("raw", $"{raw} has more than one payload");
        Compare(findings, "station information", expected.Information, await tables.InformationAsync(cancellationToken));
        Compare(findings, "curated dead letters", expected.CuratedDead, await tables.CuratedDeadAsync(cancellationToken));
        Compare(findings, "raw dead letters", expected.RawDead, await tables.PushDeadAsync(ResourceNames.Tables.StatusPushDeadLetters.Table, cancellationToken));
        Compare(
            findings, "station information dead letters", expected.InformationDead,
            await tables.PushDeadAsync(ResourceNames.Tables.StationInfoPushDeadLetters.Table, cancellationToken));
        return findings;
    }

    private static void Compare(Findings findings, string where, HashSet<string> expected, HashSet<string> found)
    {
        foreach (var line in expected.Except(found)) findings.AddLost(where, line);
        foreach (var line in found.Except(expected)) findings.AddWrong(where, $"{line} should not be there");
    }
}
