using System.Text.Json;
using Microsoft.Data.Sqlite;
using PmpPulse.LocalCloud.Hosting;

namespace PmpPulse.LocalCloud.Scheduler;

/// <summary>The jobs in <c>scheduler.db</c>. A change is durable when the call returns.</summary>
internal sealed class JobStore : IDisposable
{
    private const string FileName = "scheduler.db";

    private readonly Lock _lock = new();
    private readonly SqliteConnection _connection;

    public JobStore(DataDirectory directory)
    {
        ArgumentNullException.ThrowIfNull(directory);
        _connection = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = directory.File(FileName), Pooling = false }.ToString());
        _connection.Open();
        Run(
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE IF NOT EXISTS jobs(name TEXT PRIMARY KEY, resource TEXT NOT NULL)");
    }

    public IReadOnlyList<SchedulerJob> Read()
    {
        lock (_lock)
        {
            using var command = _connection.CreateCommand();
            command.CommandText = "SELECT resource FROM jobs";
            using var rows = command.ExecuteReader();
            var jobs = new List<SchedulerJob>();
            while (rows.Read()) jobs.Add(JsonSerializer.Deserialize(rows.GetString(0), SchedulerJson.Default.SchedulerJob)!);
            return jobs;
        }
    }

    public void Save(SchedulerJob job) =>
        Run(
            "INSERT INTO jobs(name, resource) VALUES($1, $2) ON CONFLICT DO UPDATE SET resource=$2",
            job.Name,
            JsonSerializer.Serialize(job, SchedulerJson.Default.SchedulerJob));

    public void Delete(string name) => Run("DELETE FROM jobs WHERE name=$1", name);

    public void Dispose() => _connection.Dispose();

    private void Run(string sql, params ReadOnlySpan<string> arguments)
    {
        lock (_lock)
        {
            using var command = _connection.CreateCommand();
            command.CommandText = sql;
            for (var i = 0; i < arguments.Length; i++) command.Parameters.AddWithValue(i == 0 ? "$1" : "$2", arguments[i]);
            command.ExecuteNonQuery();
        }
    }
}
