using Google.Cloud.PubSub.V1;
using PmpPulse.Contracts;
using PmpPulse.Contracts.Topology;
using PmpPulse.GoogleCloud.BigQuery;

namespace PmpPulse.Cli.Dlq.Drill;

/// <summary>A message of a drill and where it should arrive.</summary>
internal sealed record DrillMessage(string Case, string Topic, PubsubMessage Message, IReadOnlyList<DrillPlace> Places);

/// <summary>A place where a message should arrive.</summary>
/// <param name="Name">Table or subscription.</param>
/// <param name="Remedy">What to check if it does not arrive.</param>
internal abstract record DrillPlace(string Name, string Remedy);

/// <summary>A table.</summary>
/// <param name="Table">The table.</param>
/// <param name="Remedy">What to check if it does not arrive.</param>
/// <param name="Detail">GoogleSQL expression of the detail to show.</param>
/// <param name="Condition">GoogleSQL condition; <c>@message_id</c> is the message's.</param>
/// <param name="Parameters">Its other parameters.</param>
internal sealed record DrillTable(TableName Table, string Remedy, string Detail, string Condition, params IReadOnlyList<QueryParameter> Parameters)
    : DrillPlace(Table.ToString(), Remedy);

/// <summary>A hold subscription, found there by the drill's id and case.</summary>
internal sealed record DrillHold(DeadLetterPath Path, string Remedy) : DrillPlace(Path.HoldSubscription, Remedy);
