using Google.Cloud.PubSub.V1;

namespace PmpPulse.LocalCloud.PubSub.Export;

/// <summary>The destination of <c>bigquery_config</c> subscriptions, registered by BigQuery.</summary>
internal interface ITableSink
{
    /// <summary>Whether the table can currently accept messages.</summary>
    TableState Check(BigQueryConfig config);

    /// <summary>
    /// Writes messages to the table of <paramref name="config"/> (<c>project.dataset.table</c>): the column <c>data</c> and, with
    /// <c>write_metadata</c>, also <c>subscription_name, message_id, publish_time, attributes</c>. At least once.
    /// </summary>
    /// <returns>
    /// Completes when the rows are durable, with the list indexes of rejected messages and the reasons. Those are nacked.
    /// </returns>
    /// <exception cref="Exception">
    /// Possibly nothing was written, for a reason other than the messages. All are retried after a pause.
    /// </exception>
    Task<IReadOnlyDictionary<int, string>> AppendAsync(
        BigQueryConfig config, IReadOnlyList<ExportedMessage> messages, CancellationToken cancellationToken);
}

/// <summary>A message as an export writes it.</summary>
/// <param name="Subscription">The full name, for the column <c>subscription_name</c>.</param>
/// <param name="Message">Data, attributes, id and publish time. Shared; do not modify.</param>
internal sealed record ExportedMessage(string Subscription, PubsubMessage Message);

/// <summary>Whether a table can accept messages.</summary>
/// <param name="State">As reported in <c>bigquery_config.state</c>.</param>
/// <param name="Fault">Why it can't; null if it can.</param>
internal sealed record TableState(BigQueryConfig.Types.State State, string? Fault)
{
    public static TableState Active { get; } = new(BigQueryConfig.Types.State.Active, null);
}
