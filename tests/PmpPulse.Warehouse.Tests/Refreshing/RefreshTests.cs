using System.Text.Json;
using PmpPulse.Contracts.Topology;

namespace PmpPulse.Warehouse.Tests.Refreshing;

public sealed class RefreshTests
{
    [Fact]
    public void Jobs_Each_AreNamedWhereTheyArePausedAndResumed() =>
        WarehouseFiles.Refreshes.Select(refresh => refresh.Schedule.Job).Should().Equal(SharedNames.RefreshJobs);

    [Fact]
    public void Statements_Each_FillTheTableAndReadWhatTheyAreGranted()
    {
        foreach (var refresh in WarehouseFiles.Refreshes)
        {
            refresh.Statement.Should().Contain($"MERGE {refresh.Table} AS target");
            foreach (var read in refresh.Schedule.Reads) refresh.Statement.Should().Contain($"FROM {read}");
            refresh.Statement.Split(["FROM pmp_", "JOIN pmp_"], StringSplitOptions.None).Skip(1).Select(rest => $"pmp_{rest.Split((char[])[' ', '\n'])[0]}")
                .Should().BeSubsetOf([.. refresh.Schedule.Reads, refresh.Table.ToString()]);
        }
    }

    [Fact]
    public void JobBody_OfARange_HasTheStatementItsLimitAndParametersThatAreNull()
    {
        foreach (var refresh in WarehouseFiles.Refreshes)
        {
            using var body = JsonDocument.Parse(refresh.JobBody());

            body.RootElement.GetProperty("query").GetString().Should().Be(refresh.Statement);
            body.RootElement.GetProperty("maximumBytesBilled").GetString().Should().Be($"{refresh.MaximumBytesBilled}");
            body.RootElement.GetProperty("useLegacySql").GetBoolean().Should().BeFalse();
            var parameters = body.RootElement.GetProperty("queryParameters").EnumerateArray().ToList();
            parameters.Select(parameter => parameter.GetProperty("name").GetString()).Should().Equal(refresh.IsOfRange ? Refresh.RangeParameters : []);
            parameters.Select(parameter => parameter.GetProperty("parameterValue").GetProperty("value").ValueKind).Should().AllBeEquivalentTo(JsonValueKind.Null);
        }
    }
}
