using Google.Cloud.PubSub.V1;

namespace PmpPulse.LocalCloud.PubSub.Export;

/// <summary>Where <c>bigquery_config</c> subscriptions write. BigQuery's side registers one.</summary>
internal interface ITableSink
{
    /// <summary>Whether the table can take messages now.</summary>
    TableState Check(BigQueryConfig config);

    /// <summary>
    /// Writes messages into the table of <paramref name="config"/> (<c>project.dataset.table</c>): <c>data</c>, and with
    /// <c>write_metadata</c> also <c>subscription_name, message_id, publish_time, attributes</c>. At least once.
    /// </summary>
    /// <returns>
    /// When the rows are durable: the places in the list of those that the table refuses, each with the reason. Those are nacked.
    /// </returns>
    /// <exception cref="Exception">Nothing is known to be written, and not because of a message: all come again after a pause.</exception>
    Task<IReadOnlyDictionary<int, string>> AppendAsync(BigQueryConfig config, IReadOnlyList<ExportedMessage> messages, CancellationToken cancellationToken);
}

/// <summary>A message as an export writes it.</summary>
/// <param name="Subscription">Full name, the column <c>subscription_name</c>.</param>
/// <param name="Message">Data, attributes, id, publish time; shared: don't change it.</param>
internal sealed record ExportedMessage(string Subscription, PubsubMessage Message);

/// <summary>Whether a table can take messages.</summary>
/// <param name="State">As <c>bigquery_config.state</c> reports it.</param>
/// <param name="Fault">Why it can't; null where it can.</param>
internal sealed record TableState(BigQueryConfig.Types.State State, string? Fault)
{
    public static TableState Active { get; } = new(BigQueryConfig.Types.State.Active, null);
}
