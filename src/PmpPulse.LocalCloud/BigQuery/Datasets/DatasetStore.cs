using System.Text.Json;
using System.Text.RegularExpressions;
using PmpPulse.LocalCloud.BigQuery.Catalog;
using PmpPulse.LocalCloud.BigQuery.Engine;
using PmpPulse.LocalCloud.BigQuery.Errors;
using PmpPulse.LocalCloud.BigQuery.Resources;
using PmpPulse.LocalCloud.BigQuery.Rest;
using PmpPulse.LocalCloud.BigQuery.Schema;

namespace PmpPulse.LocalCloud.BigQuery.Datasets;

/// <summary>Changes datasets, each in one transaction.</summary>
internal sealed partial class DatasetStore(Database database, TimeProvider clock)
{
    private const string DefaultLocation = "EU";

    public async Task<DatasetEntry> InsertAsync(string project, DatasetResource body, CancellationToken cancellationToken)
    {
        var id = body.DatasetReference?.DatasetId;
        if (id is null || !ValidId().IsMatch(id))
        {
            throw BigQueryException.Invalid(
                $"Invalid dataset ID \"{id}\". Dataset IDs must be alphanumeric (plus underscores) and must be at most 1024 characters long.");
        }

        if (body.DatasetReference?.ProjectId is { Length: > 0 } named && named != project)
        {
            throw BigQueryException.Invalid(
                $"Value {named} in content does not agree with value {project} in the path.", "dataset.datasetReference.projectId");
        }

        var key = new DatasetKey(project, id);
        var resource = Settable(body);
        return await database.WriteAsync(
            session =>
            {
                if (session.Catalog.Find(key) is not null) throw BigQueryException.Duplicate($"Dataset {key}");
                var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
                var entry = new DatasetEntry(key, PhysicalName(session.Catalog, key), resource, new Stamp(session.TakeVersion(), now, now));
                session.Execute($"CREATE SCHEMA {DuckTypes.Quote(entry.PhysicalSchema)}");
                session.Put(entry);
                return entry;
            },
            cancellationToken);
    }

    /// <summary>Merges (PATCH) or replaces (PUT) the client's fields.</summary>
    public Task<DatasetEntry> ChangeAsync(
        DatasetKey key, JsonElement body, bool merge, ETagCondition condition, CancellationToken cancellationToken) =>
        database.WriteAsync(
            session =>
            {
                var entry = session.Catalog.Find(key) ?? throw BigQueryException.NotFound($"Dataset {key}");
                condition.Check(entry.ETag);
                var resource = Settable(ResourceMerge.Apply(entry.Resource, body, merge, BigQueryJson.Default.DatasetResource));
                var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
                if (resource.Location != entry.Resource.Location && merge)
                {
                    throw BigQueryException.Invalid("Dataset location can't be changed.", "location");
                }

                entry = entry with
                {
                    Resource = resource with { Location = entry.Resource.Location },
                    Stamp = entry.Stamp with { Version = session.TakeVersion(), ModifiedMs = now },
                };
                session.Put(entry);
                return entry;
            },
            cancellationToken);

    public Task<bool> DeleteAsync(DatasetKey key, bool deleteContents, ETagCondition condition, CancellationToken cancellationToken) =>
        database.WriteAsync(
            session =>
            {
                var entry = session.Catalog.Find(key) ?? throw BigQueryException.NotFound($"Dataset {key}");
                condition.Check(entry.ETag);
                var tables = session.Catalog.TablesOf(key).ToList();
                if (tables.Count > 0 && !deleteContents)
                {
                    throw new BigQueryException(400, "resourceInUse", $"Dataset {key} is still in use");
                }

                foreach (var table in tables) session.Remove(table);
                session.Execute($"DROP SCHEMA {DuckTypes.Quote(entry.PhysicalSchema)} CASCADE");
                session.Remove(entry);
                return true;
            },
            cancellationToken);

    [GeneratedRegex(@"^\w{1,1024}\z", RegexOptions.ECMAScript)]
    private static partial Regex ValidId();

    /// <summary>The fields that clients set; LocalCloud sets the others.</summary>
    private static DatasetResource Settable(DatasetResource body)
    {
        Unsupported.Refuse(body, "dataset");
        Unsupported.Refuse(body.DatasetReference, "dataset.datasetReference");
        return new DatasetResource
        {
            FriendlyName = body.FriendlyName,
            Description = body.Description,
            Labels = body.Labels,
            Location = body.Location ?? DefaultLocation,
            Access = body.Access,
            MaxTimeTravelHours = body.MaxTimeTravelHours,
            StorageBillingModel = body.StorageBillingModel,
        };
    }

    /// <summary>DuckDB's names are case-insensitive, BigQuery's are not: a number distinguishes names that differ only in case.</summary>
    private static string PhysicalName(CatalogSnapshot catalog, DatasetKey key)
    {
        var taken = catalog.Datasets.Values.Select(entry => entry.PhysicalSchema).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var name = key.ToString();
        for (var i = 2; taken.Contains(name); i++) name = FormattableString.Invariant($"{key}~{i}");
        return name;
    }
}
