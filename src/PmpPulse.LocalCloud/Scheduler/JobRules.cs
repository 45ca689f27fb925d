using System.Globalization;
using System.Text.RegularExpressions;
using PmpPulse.LocalCloud.Hosting;

namespace PmpPulse.LocalCloud.Scheduler;

/// <summary>The rules for creating and changing jobs.</summary>
internal static partial class JobRules
{
    private const string DefaultTimeZone = "Etc/UTC";
    private const string DefaultScope = "https://www.googleapis.com/auth/cloud-platform";
    private const int MaxRetryCount = 5;

    private static readonly TimeSpan DefaultDeadline = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan MinDeadline = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan MaxDeadline = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan MaxDuration = TimeSpan.FromDays(36500);

    private static readonly string[] Methods = ["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS"];

    /// <summary>The job to store, with defaults filled in.</summary>
    /// <exception cref="RestApiException">INVALID_ARGUMENT.</exception>
    public static SchedulerJob Normalize(SchedulerJob job)
    {
        if (!Name().IsMatch(job.Name))
        {
            throw RestApiException.InvalidArgument(
                $"Job name must be formatted: \"projects/<PROJECT_ID>/locations/<LOCATION_ID>/jobs/<JOB_ID>\", not \"{job.Name}\".");
        }

        var zone = string.IsNullOrEmpty(job.TimeZone) ? DefaultTimeZone : job.TimeZone;
        if (!JobSchedule.TryParse(job.Schedule, zone, out _)) throw RestApiException.InvalidArgument("Schedule or time zone is invalid.");
        if (job.HttpTarget is not { } target) throw RestApiException.InvalidArgument("Job must have a target: httpTarget.");
        return job with
        {
            TimeZone = zone,
            HttpTarget = Normalize(target),
            RetryConfig = Normalize(job.RetryConfig ?? new RetryConfig()),
            AttemptDeadline = Format(Duration(job.AttemptDeadline, "attemptDeadline", DefaultDeadline, MinDeadline, MaxDeadline)),
        };
    }

    public static JobSchedule Schedule(SchedulerJob job) =>
        JobSchedule.TryParse(job.Schedule, job.TimeZone!, out var schedule)
            ? schedule!
            : throw new InvalidOperationException("The job was not checked.");

    public static TimeSpan AttemptDeadline(SchedulerJob job) =>
        Duration(job.AttemptDeadline, "attemptDeadline", DefaultDeadline, MinDeadline, MaxDeadline);

    /// <summary>The job's retry plan.</summary>
    public static RetryPlan Retries(SchedulerJob job)
    {
        var retry = job.RetryConfig!;
        return new RetryPlan(
            retry.RetryCount ?? 0, Parse(retry.MaxRetryDuration!), Parse(retry.MinBackoffDuration!), Parse(retry.MaxBackoffDuration!),
            retry.MaxDoublings ?? 0);
    }

    private static HttpTarget Normalize(HttpTarget target)
    {
        if (!Uri.TryCreate(target.Uri, UriKind.Absolute, out var uri)
            || (uri.Scheme != Uri.UriSchemeHttp && uri.Scheme != Uri.UriSchemeHttps))
        {
            throw RestApiException.InvalidArgument("HttpTarget.uri must begin with http:// or https:// and name a host.");
        }

        var method = string.IsNullOrEmpty(target.HttpMethod) ? "POST" : target.HttpMethod;
        if (!Methods.Contains(method))
        {
            throw RestApiException.InvalidArgument($"Invalid value at 'job.http_target.http_method': \"{method}\"");
        }

        if (target.Body is { Length: > 0 } && method is not ("POST" or "PUT" or "PATCH"))
        {
            throw RestApiException.InvalidArgument("HttpTarget.body is allowed for POST, PUT and PATCH only.");
        }

        if (target.OidcToken is { ServiceAccountEmail: null or "" })
        {
            throw RestApiException.InvalidArgument("HttpTarget.oidcToken.serviceAccountEmail must be set.");
        }

        if (target.OauthToken is { ServiceAccountEmail: null or "" })
        {
            throw RestApiException.InvalidArgument("HttpTarget.oauthToken.serviceAccountEmail must be set.");
        }

        if (target is { OidcToken: not null, OauthToken: not null })
        {
            throw RestApiException.InvalidArgument("HttpTarget has either an oauthToken or an oidcToken.");
        }

        return target with
        {
            HttpMethod = method,
            OauthToken = target.OauthToken is { Scope: null or "" } oauth ? oauth with { Scope = DefaultScope } : target.OauthToken,
            OidcToken = target.OidcToken is { Audience: null or "" } oidc ? oidc with { Audience = target.Uri } : target.OidcToken,
        };
    }

    private static RetryConfig Normalize(RetryConfig retry)
    {
        if (retry.RetryCount is < 0 or > MaxRetryCount)
        {
            throw RestApiException.InvalidArgument($"RetryConfig.retryCount must be between 0 and {MaxRetryCount}.");
        }

        if (retry.MaxDoublings is < 0) throw RestApiException.InvalidArgument("RetryConfig.maxDoublings must not be negative.");
        var min = Duration(retry.MinBackoffDuration, "retryConfig.minBackoffDuration", TimeSpan.FromSeconds(5), TimeSpan.Zero, MaxDuration);
        var max = Duration(retry.MaxBackoffDuration, "retryConfig.maxBackoffDuration", TimeSpan.FromHours(1), TimeSpan.Zero, MaxDuration);
        if (max < min) throw RestApiException.InvalidArgument("RetryConfig.maxBackoffDuration must not be below minBackoffDuration.");
        return retry with
        {
            MaxRetryDuration = Format(
                Duration(retry.MaxRetryDuration, "retryConfig.maxRetryDuration", TimeSpan.Zero, TimeSpan.Zero, MaxDuration)),
            MinBackoffDuration = Format(min),
            MaxBackoffDuration = Format(max),
            MaxDoublings = retry.MaxDoublings ?? 5,
        };
    }

    private static TimeSpan Duration(string? text, string field, TimeSpan byDefault, TimeSpan min, TimeSpan max)
    {
        if (string.IsNullOrEmpty(text)) return byDefault;
        if (!text.EndsWith('s')
            || !double.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds))
        {
            throw RestApiException.InvalidArgument(
                $"Invalid value at 'job.{field}' (type.googleapis.com/google.protobuf.Duration), \"{text}\": it must end with 's', such as \"180s\".");
        }

        var duration = TimeSpan.FromSeconds(Math.Min(seconds, MaxDuration.TotalSeconds));
        if (duration < min || duration > max)
        {
            throw RestApiException.InvalidArgument($"Job.{field} must be between {Format(min)} and {Format(max)}.");
        }

        return duration;
    }

    private static TimeSpan Parse(string duration) =>
        TimeSpan.FromSeconds(double.Parse(duration.AsSpan(0, duration.Length - 1), NumberStyles.Float, CultureInfo.InvariantCulture));

    private static string Format(TimeSpan duration) => duration.TotalSeconds.ToString("0.######", CultureInfo.InvariantCulture) + "s";

    [GeneratedRegex(@"^projects/[a-z0-9.:-]+/locations/[a-z0-9-]+/jobs/[A-Za-z0-9_-]{1,500}\z")]
    private static partial Regex Name();
}
