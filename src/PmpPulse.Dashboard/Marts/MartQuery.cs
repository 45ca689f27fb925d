namespace PmpPulse.Dashboard.Marts;

/// <summary>A statement that reads one mart for one system.</summary>
/// <param name="Mart">The view or table it reads, in <c>pmp_marts</c>.</param>
/// <param name="Sql">GoogleSQL; <c>@system</c> is the system's id, <c>@from</c> an instant where it has one.</param>
internal sealed record MartQuery(string Mart, string Sql);
