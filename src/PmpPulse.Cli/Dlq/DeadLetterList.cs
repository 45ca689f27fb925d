namespace PmpPulse.Cli.Dlq;

/// <summary>All dead letters.</summary>
internal sealed record DeadLetterList(IReadOnlyList<HeldBacklog> Held, IReadOnlyList<DeadLetterGroup> Tables);

/// <summary>The backlog of a hold subscription.</summary>
/// <param name="Subscription">Short name.</param>
/// <param name="Messages">Messages counted.</param>
/// <param name="OrMore">There are more than were counted.</param>
/// <param name="Oldest">When its oldest was given up (UTC).</param>
/// <param name="Newest">When its newest was given up (UTC).</param>
internal sealed record HeldBacklog(string Subscription, int Messages, bool OrMore, DateTimeOffset? Oldest, DateTimeOffset? Newest);

/// <summary>Dead letters of one kind in a table.</summary>
/// <param name="Table"><c>dataset.table</c>.</param>
/// <param name="Stage">Stage of curation, or <c>push</c>, or <c>parked</c>.</param>
/// <param name="ErrorType">Kind of error.</param>
/// <param name="Count">Distinct ones.</param>
/// <param name="Oldest">First (UTC).</param>
/// <param name="Newest">Last (UTC).</param>
/// <param name="Example">The last one's message.</param>
/// <param name="Drill">Made by a drill, deliberately.</param>
internal sealed record DeadLetterGroup(
    string Table, string Stage, string ErrorType, long Count, DateTimeOffset? Oldest, DateTimeOffset? Newest, string Example, bool Drill);
