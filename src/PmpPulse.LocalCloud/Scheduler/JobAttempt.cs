using System.Diagnostics.CodeAnalysis;
using System.Net.Http.Headers;
using Grpc.Core;
using PmpPulse.LocalCloud.Hosting;

namespace PmpPulse.LocalCloud.Scheduler;

/// <summary>Makes one attempt at a job: an HTTP request with the headers and token that Google's Scheduler sends.</summary>
internal sealed class JobAttempt(OidcSigner signer, TimeProvider clock) : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        ActivityHeadersPropagator = null,
    })
    {
        // the job's attempt deadline is the limit
        Timeout = Timeout.InfiniteTimeSpan,
    };

    /// <summary>The attempt's outcome. An empty status means success.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "Any failure becomes the attempt's status.")]
    public async Task<AttemptStatus> SendAsync(SchedulerJob job, DateTimeOffset scheduledFor, CancellationToken cancellationToken)
    {
        var deadline = JobRules.AttemptDeadline(job);
        using var limit = new CancellationTokenSource(deadline, clock);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            using var request = Request(job, scheduledFor);
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ended.Token);
            if (response.IsSuccessStatusCode) return new AttemptStatus();
            var said = await AnswerReason.ReadAsync(response.Content, ended.Token);
            return Failure(Code((int)response.StatusCode), $"HTTP {(int)response.StatusCode}{(said is null ? "" : $": {said}")}");
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return Failure(StatusCode.Cancelled, "LocalCloud was stopped");
        }
        catch (OperationCanceledException)
        {
            return Failure(StatusCode.DeadlineExceeded, $"No answer within the attempt deadline of {deadline.TotalSeconds} s");
        }
        catch (Exception exception)
        {
            return Failure(StatusCode.Unavailable, exception.GetBaseException().Message);
        }
    }

    public void Dispose() => _http.Dispose();

    private HttpRequestMessage Request(SchedulerJob job, DateTimeOffset scheduledFor)
    {
        var target = job.HttpTarget!;
        var request = new HttpRequestMessage(new HttpMethod(target.HttpMethod!), target.Uri);
        if (target.HttpMethod is "POST" or "PUT" or "PATCH")
        {
            request.Content = new ByteArrayContent(target.Body ?? []);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        }

        request.Headers.UserAgent.ParseAdd("Google-Cloud-Scheduler");
        foreach (var (name, value) in target.Headers ?? [])
        {
            HttpHeaders? headers = name.StartsWith("Content-", StringComparison.OrdinalIgnoreCase)
                ? request.Content?.Headers
                : request.Headers;
            headers?.Remove(name);
            headers?.TryAddWithoutValidation(name, value);
        }

        request.Headers.Add("X-CloudScheduler", "true");
        request.Headers.Add("X-CloudScheduler-JobName", job.Name[(job.Name.LastIndexOf('/') + 1)..]);
        request.Headers.Add("X-CloudScheduler-ScheduleTime", ZuluTimeConverter.Format(scheduledFor));
        if (target.OidcToken is { } oidc)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue(
                "Bearer", signer.Token(oidc.ServiceAccountEmail, oidc.Audience ?? target.Uri));
        }

        if (target.OauthToken is { } oauth)
        {
            // Google's access tokens mean nothing to anyone but Google, and LocalCloud's APIs take any
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", $"local.{oauth.ServiceAccountEmail}");
        }

        return request;
    }

    private static AttemptStatus Failure(StatusCode code, string message) => new() { Code = (int)code, Message = message };

    private static StatusCode Code(int httpStatus) => httpStatus switch
    {
        400 => StatusCode.InvalidArgument,
        401 => StatusCode.Unauthenticated,
        403 => StatusCode.PermissionDenied,
        404 => StatusCode.NotFound,
        409 => StatusCode.Aborted,
        429 => StatusCode.ResourceExhausted,
        499 => StatusCode.Cancelled,
        501 => StatusCode.Unimplemented,
        503 => StatusCode.Unavailable,
        504 => StatusCode.DeadlineExceeded,
        >= 500 => StatusCode.Internal,
        >= 400 => StatusCode.FailedPrecondition,
        _ => StatusCode.Unknown,
    };
}
