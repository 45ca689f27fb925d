using Microsoft.Data.Sqlite;
using PmpPulse.LocalCloud.Tests.PubSub;
using PmpPulse.Testing;

namespace PmpPulse.LocalCloud.Tests.Scheduler;

/// <summary>Jobs keep running even if their state can't be stored, for example on a full disk.</summary>
public sealed class UnsavedStateTests
{
    [Fact]
    public async Task Job_StateCannotBeStored_KeepsRunningAndIsStoredLater()
    {
        using var directory = new TemporaryDirectory();
        await using var host = await SchedulerHost.StartAsync(directory);
        await using var receiver = await PushReceiver.StartAsync();
        await host.CreateAsync(SchedulerHost.Job(receiver.Endpoint));
        using var database = new SqliteConnection($"Data Source={Path.Combine(directory, "scheduler.db")};Pooling=false");
        database.Open();
        Execute("ALTER TABLE jobs RENAME TO away");

        await host.UntilAsync(() => receiver.All.Count >= 3, TimeSpan.FromSeconds(5));
        Execute("ALTER TABLE away RENAME TO jobs");

        var stored = "";
        await host.UntilAsync(() => (stored = Stored()).Contains("lastAttemptTime", StringComparison.Ordinal), TimeSpan.FromSeconds(1));
        stored.Should().Contain("\"scheduleTime\"");

        void Execute(string sql)
        {
            using var command = database.CreateCommand();
            command.CommandText = sql;
            command.ExecuteNonQuery();
        }

        string Stored()
        {
            using var command = database.CreateCommand();
            command.CommandText = "SELECT resource FROM jobs";
            return (string)command.ExecuteScalar()!;
        }
    }
}
