using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using PmpPulse.Cli.Cost;
using PmpPulse.Cli.Tests.Support;
using PmpPulse.Operations;
using PmpPulse.Operations.Engines;
using PmpPulse.Testing;

namespace PmpPulse.Cli.Tests.Cost;

public sealed class CostTests
{
    private static readonly CostModel Model = new(PriceTable.Load(), new CostVolumes());
    private static readonly IConfiguration NoEnvironment = new ConfigurationBuilder().Build();

    [Fact]
    public void Total_DefaultDeployment_IsUnderTwoDollars() => Model.Total(new CostSettings()).Should().BeInRange(0.01m, 2m);

    [Fact]
    public void Total_Engines_MatchKnownCosts()
    {
        var push = Model.Total(new CostSettings());
        (Model.Total(new CostSettings { Engine = Engine.Worker }) - push).Should().BeApproximately(31, 1, "a worker pool of 1 vCPU and 0.5 GiB is about $31");
        (Model.Total(new CostSettings { Engine = Engine.Dataflow }) - push).Should().BeApproximately(121, 2, "a worker of 2 vCPU is about $121");
    }

    [Fact]
    public void RunningCost_SoFar_IsProportionalToTheMonth()
    {
        var noon16th = new DateTimeOffset(2026, 11, 16, 0, 0, 0, TimeSpan.Zero);
        var cost = RunningCost.Of(Target.Gcp, ["push"], noon16th);
        cost.MonthUsd.Should().Be(Math.Round(Model.Total(new CostSettings()), 2));
        cost.SoFarUsd.Should().Be(Math.Round(Model.Total(new CostSettings()) / 2, 2));
        RunningCost.Of(Target.Gcp, ["push", "worker"], noon16th).MonthUsd.Should().BeGreaterThan(RunningCost.Of(Target.Gcp, ["worker"], noon16th).MonthUsd - 0.01m);
        RunningCost.Of(Target.Local, ["worker"], noon16th).MonthUsd.Should().Be(0, "the local system costs nothing");
    }

    [Fact]
    public void Lines_UncompressedMessages_ExceedTheFreePart()
    {
        var line = Model.Lines(new CostSettings { Gzip = false }).Single(line => line.Item == "Pub/Sub throughput");
        (line.Quantity * 1024).Should().BeApproximately(56, 1, "three copies of 457 kB a minute are 56 GiB a month");
        line.Usd.Should().BeApproximately(1.80m, 0.05m);
        Model.Lines(new CostSettings()).Single(other => other.Item == line.Item).Usd.Should().Be(0, "gzipped they are inside the free 10 GiB");
    }

    [Fact]
    public void Lines_Any_AreQuantityMinusFreeTimesPrice()
    {
        foreach (var line in Model.Lines(new CostSettings { Engine = Engine.Worker, Gzip = false, AuditRetentionDays = 7, HistoryDays = 400, RefreshMinutes = 1 }))
        {
            line.Usd.Should().BeApproximately(Math.Max(0, line.Quantity - line.Free) * line.UnitPrice, 0.001m, line.Item);
            line.Arithmetic.Should().NotBeEmpty();
        }
    }

    [Fact]
    public void Prices_Each_HaveASourceAndANoteIfNotConfirmed()
    {
        var table = PriceTable.Load();
        table.Date.Should().MatchRegex("^20[0-9]{2}-[0-9]{2}-[0-9]{2}$");
        foreach (var (name, price) in table.Prices)
        {
            price.Source.Should().NotBeEmpty(name);
            price.Usd.Should().BePositive(name);
            if (!price.Confirmed) price.Note.Should().NotBeNullOrEmpty(name);
        }
    }

    [Fact]
    public void Settings_Defaults_MatchTerraform()
    {
        var settings = new CostSettings();
        Velib.Status.RetentionDays.Should().Be(settings.HistoryDays);
        Variable("daily_query_gib").Should().Be(settings.DailyQueryGib.ToString(System.Globalization.CultureInfo.InvariantCulture));
        Variable("storage_billing_model").Should().Be(settings.StorageBilling.ToString().ToUpperInvariant());
        Variable("dashboard_refresh_seconds").Should().Be($"{settings.DashboardRefreshMinutes * 60}");
        Variable("curation_engine").Should().Be(settings.Engine.ToString().ToLowerInvariant());
        Regex.Count(Terraform("run-settings.tf"), "EVENT_ENCODING = \"gzip\"").Should().Be(settings.Gzip ? 1 : 0, "all collectors gzip");
        Terraform("subscriptions-events.tf").Should().MatchRegex($"(?s)\"audit\".*message_retention_duration = \"{settings.AuditRetentionDays * 86_400}s\"");
        Terraform("marts.tf").Should().Contain($"refresh_interval_ms = {QueryBytes.ViewRefreshMinutes} * 60 * 1000");
        var conditions = Regex.Count(Terraform("alerts.tf"), "^      query += (?!each)", RegexOptions.Multiline) + Regex.Count(Terraform("alerts-curation.tf"), "condition_matched_log {");
        Model.Lines(settings).Single(line => line.Item == "Alert conditions").Quantity.Should().Be(conditions);
    }

    [Fact]
    public void Lines_MoreStations_MakeViewRefreshesMoreExpensive() =>
        new QueryBytes(new CostVolumes { Stations = 14_950 }, new CostSettings()).Refresh
            .Should().BeGreaterThan(new QueryBytes(new CostVolumes(), new CostSettings()).Refresh, "a refresh reads the rows added since the last one");

    [Fact]
    public async Task Cost_Json_HasTheArithmeticAndTheSavingOfEachChoice()
    {
        var run = await Pmpctl.RunAsync(NoEnvironment, "cost", "--engine", "worker", "--gzip", "false", "--output", "json");

        run.ExitCode.Should().Be(ExitCodes.Succeeded, run.Error);
        ((decimal)run.Json["usd"]!).Should().Be(run.Json["lines"]!.AsArray().Sum(line => (decimal)line!["usd"]!));
        ((string)run.Json["settings"]!["engine"]!).Should().BeEquivalentTo("worker");
        run.Json["engines"]!.AsArray().Should().HaveCount(3);
        run.Json["choices"]!.AsArray().Select(choice => (string)choice!["choice"]!).Should().Contain(["push engine", "materialized views"]);
    }

    [Fact]
    public async Task Cost_AsDeployed_MatchesTheGuide()
    {
        var run = await Pmpctl.RunAsync(NoEnvironment, "cost");
        File.ReadAllText(Repository.PathOf("docs", "cost.md")).Should().Contain($"$ scripts/pmpctl.sh cost\n{run.Output}```");
        var total = Model.Total(new CostSettings()).ToString("$0.00", System.Globalization.CultureInfo.InvariantCulture);
        File.ReadAllText(Repository.PathOf("README.md")).Should().Contain($"about {total} a month");
    }

    [Theory]
    [InlineData("--refresh-minutes", "0")]
    [InlineData("--polls-per-minute", "-1")]
    [InlineData("--polls-per-minute", "1e9")]
    [InlineData("--message-bytes", "many")]
    [InlineData("--engine", "spark")]
    public async Task Cost_BadOption_IsMisuse(string option, string value)
    {
        var run = await Pmpctl.RunAsync(NoEnvironment, "cost", option, value);
        run.ExitCode.Should().Be(ExitCodes.Misused);
        run.Error.Should().Contain($"{option} is '{value}': it must be");
    }

    [Fact]
    public async Task Cost_EveryOptionAtItsMaximum_StillGivesABill()
    {
        var run = await Pmpctl.RunAsync(
            NoEnvironment, "cost", "--polls-per-minute", "6000", "--stations", "100000", "--message-bytes", "10000000", "--history-days", "3650", "--information-days", "3650", "--audit-days", "31",
            "--looker-hours", "24", "--looker-pages", "100", "--charts", "100", "--hourly-charts", "100", "--refresh-minutes", "1", "--hourly-refresh-minutes", "1", "--dashboard-hours", "24", "--dashboard-refresh-minutes", "1", "--output", "json");

        run.ExitCode.Should().Be(ExitCodes.Succeeded, run.Error);
        ((decimal)run.Json["usd"]!).Should().BePositive();
    }

    [Fact]
    public async Task Cost_MoreStations_RaiseEverythingThatScalesWithThem()
    {
        var few = await Pmpctl.RunAsync(NoEnvironment, "cost", "--output", "json");
        var many = await Pmpctl.RunAsync(NoEnvironment, "cost", "--stations", "14950", "--output", "json");
        foreach (var item in new[] { "Pub/Sub throughput", "BigQuery storage", "BigQuery Storage Write", "BigQuery queries" })
        {
            Quantity(many.Json, item).Should().BeGreaterThan(Quantity(few.Json, item), item);
        }
    }

    [Fact]
    public async Task Cost_OpenDashboard_CostsItsReadingsWhateverTheViewers()
    {
        var closed = await Pmpctl.RunAsync(NoEnvironment, "cost", "--output", "json");
        var open = await Pmpctl.RunAsync(NoEnvironment, "cost", "--dashboard-hours", "8", "--output", "json");
        var often = await Pmpctl.RunAsync(NoEnvironment, "cost", "--dashboard-hours", "8", "--dashboard-refresh-minutes", "5", "--output", "json");

        Quantity(open.Json, "BigQuery queries").Should().BeGreaterThan(Quantity(closed.Json, "BigQuery queries"));
        Quantity(often.Json, "BigQuery queries").Should().BeGreaterThan(Quantity(open.Json, "BigQuery queries"));
    }

    private static decimal Quantity(JsonNode estimate, string item) => (decimal)estimate["lines"]!.AsArray().Single(line => (string)line!["item"]! == item)!["quantity"]!;

    private static string Variable(string name)
    {
        var text = string.Concat(Directory.GetFiles(Repository.PathOf("infra", "terraform"), "variables*.tf").Select(File.ReadAllText));
        return Regex.Match(text, $"variable \"{name}\" {{.*?default +=( +)\"?(?<value>[^\"\\n]+)\"?\\n", RegexOptions.Singleline).Groups["value"].Value;
    }

    private static string Terraform(string file) => File.ReadAllText(Repository.PathOf("infra", "terraform", file));
}
