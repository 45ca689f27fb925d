using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using PmpPulse.Contracts.Events;
using PmpPulse.Curation.DeadLetters;
using PmpPulse.Curation.ParseNormalize;
using PmpPulse.Curation.Pipeline;
using PmpPulse.Curation.Tests.Stages;
using PmpPulse.Curation.Tests.Support;
using static PmpPulse.Curation.Tests.Support.FakeWarehouse;

namespace PmpPulse.Curation.Tests.Engines;

public sealed class CurationPipelineTests
{
    private static readonly SourceMessage Good = Messages.OfStations(CuratorTests.Velib);
    private static readonly SourceMessage Partly = Messages.OfStations(CuratorTests.Velib, "5");
    private static readonly SourceMessage Poison = new("p", "x"u8.ToArray());

    private readonly FakeWarehouse _warehouse = new();

    [Fact]
    public async Task Handle_EachKindOfMessage_HasTheExpectedOutcome()
    {
        await using var worker = await StartAsync();
        (await HandleAsync(worker, Good)).Should().Be(MessageOutcome.Written);
        (await HandleAsync(worker, Good)).Should().Be(MessageOutcome.Duplicate);
        (await HandleAsync(worker, Partly)).Should().Be(MessageOutcome.Written);
        (await HandleAsync(worker, Poison)).Should().Be(MessageOutcome.DeadLettered);
        (await HandleAsync(worker, Messages.OfStations())).Should().Be(MessageOutcome.Nothing);
        (await HandleAsync(worker, Messages.OfStations("5"))).Should().Be(MessageOutcome.Nothing);
        var other = new EventEnvelope(Messages.EventTs, null, "velib", "weather", "velib:weather", "{}"u8.ToArray());
        (await HandleAsync(worker, new SourceMessage("o", EventEnvelopeWriter.ToBytes(other)))).Should().Be(MessageOutcome.Skipped);
        _warehouse.DeadLetters.Select(dead => dead.Stage).Should().Equal(Stage.ValidateRow, Stage.ParseNormalize, Stage.ValidateRow);
    }

    [Fact]
    public async Task Handle_DeadLettersNotDurable_WritesNoRowsAndFails()
    {
        await using var worker = await StartAsync(operation => operation == Operation.DeadLetter ? Fault.NotDone : Fault.None);
        (await HandleAsync(worker, Partly)).Should().Be(MessageOutcome.Failed);
        _warehouse.Rows.Should().BeEmpty("a written snapshot is not checked again, so its dead letters must be written first");
        (await HandleAsync(worker, Good)).Should().Be(MessageOutcome.Written);
    }

    [Fact]
    public async Task Handle_RowsNotDurable_Fails()
    {
        await using var worker = await StartAsync(operation => operation == Operation.Append ? Fault.Refused : Fault.None);
        (await HandleAsync(worker, Good)).Should().Be(MessageOutcome.Failed);
    }

    [Theory]
    [InlineData("""{"station_id":1,"num_bikes_available":3}""", 0, false)]
    [InlineData("""{"station_id":1,"num_bikes_available":4}""", 1, false)]
    [InlineData("""{"station_id":1,"num_bikes_available":-1}""", 1, true)]
    public async Task Handle_RepeatedStation_RaisesNoAlertUnlessDataIsLost(string second, int deadLetters, bool raisesAlarm)
    {
        await using var worker = await StartAsync();
        var log = new Warnings();
        await HandleAsync(worker, Messages.OfStations("""{"station_id":1,"num_bikes_available":3}""", second), log);
        _warehouse.DeadLetters.Should().HaveCount(deadLetters);
        // the log message that infra/terraform/alerts-curation.tf alerts on
        log.Lines.Any(line => line.Contains("dead letter", StringComparison.Ordinal)).Should().Be(raisesAlarm);
    }

    [Fact]
    public async Task Handle_BadMessageOfADrill_IsDeadLetteredWithoutAnAlert()
    {
        await using var worker = await StartAsync();
        var log = new Warnings();
        var message = new SourceMessage("m", "no envelope"u8.ToArray()) { Attributes = new Dictionary<string, string> { [MessageAttributes.DrillId] = "drill-1" } };
        await HandleAsync(worker, message, log);
        _warehouse.DeadLetters.Should().ContainSingle();
        log.Lines.Should().NotContain(line => line.Contains("dead letter", StringComparison.Ordinal));
    }

    private static Task<MessageOutcome> HandleAsync(Worker worker, SourceMessage message, ILogger<CurationPipeline>? logger = null) =>
        new CurationPipeline(StatusFeed.Feed, worker.Writer, worker.Connection, TimeProvider.System, logger ?? NullLogger<CurationPipeline>.Instance).HandleAsync(message, null, CancellationToken.None);

    private sealed class Warnings : ILogger<CurationPipeline>
    {
        public List<string> Lines { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel)) Lines.Add(formatter(state, exception));
        }
    }

    private async Task<Worker> StartAsync(Func<Operation, Fault>? faults = null)
    {
        var worker = new Worker(_warehouse, faults, null, null);
        await worker.StartAsync();
        return worker;
    }
}
