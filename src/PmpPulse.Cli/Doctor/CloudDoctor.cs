using System.Globalization;
using PmpPulse.Cli.Running;
using PmpPulse.Cli.Status;
using PmpPulse.GoogleCloud;
using PmpPulse.Operations;
using PmpPulse.Operations.Refusals;
using PmpPulse.Warehouse;
using PmpPulse.Warehouse.Deployment;

namespace PmpPulse.Cli.Doctor;

/// <summary>Checks a Google Cloud project from the credentials up; a check that can't be made is a finding of its own.</summary>
internal sealed class CloudDoctor(CommandContext context)
{
    /// <summary>The check that all others need.</summary>
    public const string Credentials = "credentials";

    private const string RetryCommand = "pmpctl doctor";
    private const string Login = "gcloud auth application-default login";
    private const string Deploy = "make deploy";
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan WarningSkew = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ProblemSkew = TimeSpan.FromMinutes(1);

    private readonly GoogleCloudClients _clients = context.Clients;

    private string Project => _clients.Options.ProjectId;

    public async Task<IReadOnlyList<Finding>> ExamineAsync(CancellationToken cancellationToken)
    {
        var findings = new List<Finding>();
        context.Progress.Report("credentials, project, clock");
        try
        {
            findings.AddRange(await ProjectAsync(cancellationToken));
        }
        catch (GoogleCloudConfigurationException exception)
        {
            // nothing else can be checked without them
            return [Finding.Problem(Credentials, exception.Message, Login)];
        }
        catch (GoogleApiException exception) when (exception.IsNotFound)
        {
            findings.Add(Finding.Problem("project", $"there is no project {Project}, or you may not see it", "gcloud projects list"));
        }
        catch (Exception exception) when (IsExplained(exception, cancellationToken, out var why))
        {
            findings.Add(Finding.Problem("project", why, RemedyFor(exception, "roles/browser") ?? $"gcloud projects describe {Project}"));
        }

        (string Check, string Role, Func<CancellationToken, Task<IEnumerable<Finding>>> Examine)[] checks =
        [
            ("APIs", "roles/serviceusage.serviceUsageViewer", ApisAsync),
            ("permissions", "roles/browser", PermissionsAsync),
            ("quota", "roles/cloudquotas.viewer", QuotaAsync),
            ("Cloud Run", "roles/run.developer", ServicesAsync),
            ("schedules", "roles/cloudscheduler.admin", SchedulesAsync),
            ("subscriptions", "roles/pubsub.editor", SubscriptionsAsync),
            ("tables", "roles/bigquery.dataOwner", TablesAsync),
            ("marts", "roles/bigquery.dataOwner", MartsAsync),
            (FeedHealth.Part, "roles/bigquery.dataViewer", async stop => await FeedCheck.ExamineAsync(context, stop)),
        ];
        foreach (var (check, role, examine) in checks)
        {
            context.Progress.Report(check);
            findings.AddRange(await ExamineAsync(check, role, examine, cancellationToken));
        }

        return findings;
    }

    /// <summary>One check; if it can't be made, the reason is its finding, with the fix.</summary>
    private async Task<IEnumerable<Finding>> ExamineAsync(
        string check, string role, Func<CancellationToken, Task<IEnumerable<Finding>>> examine, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(Timeout, context.Clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            return await examine(both.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return [Finding.Problem(check, $"could not be checked: {Failures.NoAnswer(Timeout, Target.Gcp)}", RetryCommand)];
        }
        catch (Exception exception) when (IsExplained(exception, cancellationToken, out var why))
        {
            return [Finding.Problem(check, $"could not be checked: {why}", RemedyFor(exception, role) ?? RetryCommand)];
        }
    }

    /// <summary>The command that makes the check possible; null if none is known.</summary>
    private string? RemedyFor(Exception exception, string role) => Refusal.Of(exception) switch
    {
        { LacksQuotaProject: true } => $"gcloud auth application-default set-quota-project {Project}",
        { EnableApi: { } command } => command,
        { Status: 401 } => Login,
        { Status: 403, IsDailyQuota: false } refusal => Grant(refusal.MissingRole ?? role),
        { Status: 404 } => Deploy,
        _ => null,
    };

    private string Grant(string role) => $"gcloud projects add-iam-policy-binding {Project} --member user:YOU --role {role}";

    private async Task<IEnumerable<Finding>> ProjectAsync(CancellationToken cancellationToken)
    {
        var (project, clock) = await _clients.Project.GetAsync(cancellationToken);
        return
        [
            Finding.Ok(Credentials, "Google accepts them"),
            project.State is "ACTIVE"
                ? Finding.Ok("project", $"{Project} is active")
                : Finding.Problem("project", $"{Project} is {project.State ?? "in an unknown state"}", $"gcloud projects undelete {Project}"),
            .. Clock(clock),
        ];
    }

    private IEnumerable<Finding> Clock(DateTimeOffset? google)
    {
        if (google is null) yield break;
        var skew = context.Clock.GetUtcNow() - google.Value;
        var detail = string.Create(CultureInfo.InvariantCulture, $"this machine is {Math.Abs(skew.TotalSeconds):0} s {(skew < TimeSpan.Zero ? "behind" : "ahead of")} Google");
        yield return skew.Duration() < WarningSkew ? Finding.Ok("clock", "in step with Google's")
            : skew.Duration() < ProblemSkew ? Finding.Warning("clock", detail, "sudo timedatectl set-ntp true")
            : Finding.Problem("clock", $"{detail}: tokens are refused", "sudo timedatectl set-ntp true");
    }

    private async Task<IEnumerable<Finding>> ApisAsync(CancellationToken cancellationToken)
    {
        var enabled = await _clients.Project.EnabledServicesAsync(Requirements.Apis, cancellationToken);
        var missing = Requirements.Apis.Where(api => !enabled.Contains(api)).ToList();
        return [missing.Count == 0
            ? Finding.Ok("APIs", $"all {Requirements.Apis.Count} are enabled")
            : Finding.Problem("APIs", $"not enabled: {string.Join(", ", missing)}", $"gcloud services enable {string.Join(' ', missing)} --project {Project}")];
    }

    private async Task<IEnumerable<Finding>> PermissionsAsync(CancellationToken cancellationToken)
    {
        var held = await _clients.Project.TestPermissionsAsync([.. Requirements.Permissions.Select(needed => needed.Permission)], cancellationToken);
        var missing = Requirements.Permissions.Where(needed => !held.Contains(needed.Permission)).GroupBy(needed => needed.Role).ToList();
        return missing.Count == 0
            ? [Finding.Ok("permissions", "yours are enough for every command")]
            : missing.Select(role => Finding.Problem(
                "permissions", $"missing on the project: {string.Join(", ", role.Select(needed => needed.Permission))}",
                Grant(role.Key)));
    }

    private async Task<IEnumerable<Finding>> QuotaAsync(CancellationToken cancellationToken)
    {
        var quota = await _clients.Project.FindQuotaPreferenceAsync(Requirements.QuotaPreference, cancellationToken);
        return [quota?.QuotaConfig switch
        {
            null => Finding.Problem("quota", "no daily limit of BigQuery queries is set: one runaway query is not stopped", Deploy),
            { GrantedValue: { } mib } => Finding.Ok("quota", string.Create(CultureInfo.InvariantCulture, $"BigQuery queries may scan {mib / 1024.0:0.#} GiB a day")),
            _ => Finding.Warning("quota", "the daily limit of BigQuery queries is not granted yet", $"wait some minutes, or see https://console.cloud.google.com/iam-admin/quotas?project={Project}"),
        }];
    }

    private async Task<IEnumerable<Finding>> ServicesAsync(CancellationToken cancellationToken)
    {
        var findings = new List<Finding>();
        foreach (var id in context.Feeds.SelectMany(feed => new[] { feed.Collector.Service, feed.Writer.Service, feed.Curation?.Service }).OfType<string>())
        {
            var service = await _clients.CloudRun.FindServiceAsync(id, cancellationToken);
            findings.Add(service is null ? Finding.Problem("Cloud Run", $"service {id} does not exist", Deploy)
                : service.TerminalCondition is { Failed: true } failed ? Finding.Problem("Cloud Run", $"service {id}: {failed.Message}", $"pmpctl logs {id} --severity error")
                : Finding.Ok("Cloud Run", $"service {id} runs {service.Image?.Split('/')[^1] ?? "an unknown image"}"));
        }

        foreach (var id in context.Curated.Select(feed => feed.Curation!.Service))
        {
            var pool = await _clients.CloudRun.FindWorkerPoolAsync(id, cancellationToken);
            findings.Add(pool is null
                ? Finding.Problem("Cloud Run", $"worker pool {id} does not exist", Deploy)
                : Finding.Ok("Cloud Run", $"instances of worker pool {id}: {pool.InstanceCount}"));
        }

        return findings;
    }

    private async Task<IEnumerable<Finding>> SchedulesAsync(CancellationToken cancellationToken)
    {
        var findings = new List<Finding>();
        foreach (var id in context.Feeds.Select(feed => feed.Schedule.Job))
        {
            var job = await _clients.Scheduler.FindAsync(id, cancellationToken);
            findings.Add(job is null
                ? Finding.Problem("schedules", $"{id} is not in {_clients.Options.SchedulerRegion}", Deploy)
                : Finding.Ok("schedules", $"{id} is {job.State}"));
        }

        return findings;
    }

    private async Task<IEnumerable<Finding>> SubscriptionsAsync(CancellationToken cancellationToken)
    {
        var missing = new List<string>();
        foreach (var id in context.Feeds.SelectMany(feed => new[] { feed.Curation?.Subscription, feed.Writer.Subscription }).OfType<string>())
        {
            if (await _clients.PubSub.FindSubscriptionAsync(id, cancellationToken) is null) missing.Add(id);
        }

        return [missing.Count == 0
            ? Finding.Ok("subscriptions", "all exist")
            : Finding.Problem("subscriptions", $"missing: {string.Join(", ", missing)}", Deploy)];
    }

    private async Task<IEnumerable<Finding>> TablesAsync(CancellationToken cancellationToken)
    {
        var missing = new List<string>();
        foreach (var table in WarehouseFiles.Tables)
        {
            if (await _clients.BigQuery.FindTableAsync(table.Name, cancellationToken) is null) missing.Add(table.Name.ToString());
        }

        return [missing.Count == 0
            ? Finding.Ok("tables", $"all {WarehouseFiles.Tables.Count} exist")
            : Finding.Problem("tables", $"missing: {string.Join(", ", missing)}", Deploy)];
    }

    private async Task<IEnumerable<Finding>> MartsAsync(CancellationToken cancellationToken)
    {
        var differences = await new MartDeployment(_clients.BigQuery).DiffAsync(cancellationToken);
        var off = differences.Where(mart => mart.State is not (MartState.Same or MartState.Unknown)).Select(mart => mart.Name.Table).ToList();
        return [off.Count == 0
            ? Finding.Ok("marts", "they match infra/bigquery/marts")
            : Finding.Warning("marts", $"they differ from this checkout's: {string.Join(", ", off)}", "pmpctl marts diff; pmpctl marts apply")];
    }

    private static bool IsExplained(Exception exception, CancellationToken cancellationToken, out string why)
    {
        why = Failures.Explain(exception, Target.Gcp) ?? string.Empty;
        return why.Length > 0 && !cancellationToken.IsCancellationRequested;
    }
}
