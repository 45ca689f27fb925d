using Google.Cloud.PubSub.V1;

namespace PmpPulse.LocalCloud.PubSub.Export;

/// <summary>
/// Where <c>bigquery_config</c> subscriptions write. BigQuery's side registers one, in-process or over the wire; without one such
/// subscriptions are refused.
/// </summary>
internal interface ITableSink
{
    /// <summary>
    /// Writes messages into the table of <paramref name="config"/> (<c>project.dataset.table</c>): <c>data</c>, and with
    /// <c>write_metadata</c> also <c>subscription_name, message_id, publish_time, attributes</c>. At least once.
    /// </summary>
    /// <returns>When the rows are durable: the places in the list of those that the table refuses, which are nacked.</returns>
    /// <exception cref="Exception">Nothing is known to be written; all are nacked and come again after a pause.</exception>
    Task<IReadOnlySet<int>> AppendAsync(BigQueryConfig config, IReadOnlyList<ExportedMessage> messages, CancellationToken cancellationToken);
}

/// <summary>A message as an export writes it.</summary>
/// <param name="Subscription">Full name, the column <c>subscription_name</c>.</param>
/// <param name="Message">Data, attributes, id, publish time; shared: don't change it.</param>
internal sealed record ExportedMessage(string Subscription, PubsubMessage Message);
