using System.Net;
using System.Text.RegularExpressions;
using Grpc.Core;
using PmpPulse.GoogleCloud;

namespace PmpPulse.Operations.Refusals;

/// <summary>Google's refusal of a call, over REST or gRPC.</summary>
/// <param name="Status">HTTP status, or its equivalent.</param>
/// <param name="Word">
/// Google's name of the status or the reason, such as <c>PERMISSION_DENIED</c>, <c>quotaExceeded</c>; null where it gave none.
/// </param>
/// <param name="Info">Why, for programs; null where it gave none.</param>
/// <param name="Message">Why, in words.</param>
public sealed partial record Refusal(int Status, string? Word, GoogleErrorInfo? Info, string Message)
{
    /// <summary>BigQuery's word for a daily quota; it comes with 403, like a missing permission.</summary>
    public bool IsDailyQuota { get; private init; }

    /// <summary>Null if Google did not answer.</summary>
    public static Refusal? Of(Exception exception) => exception switch
    {
        GoogleApiException { IsForeign: false } rest => new Refusal((int)rest.StatusCode, rest.Status ?? rest.Reason, rest.Info, rest.Message)
        {
            IsDailyQuota = rest.Reason == "quotaExceeded",
        },
        // gRPC's own errors carry the exception behind them
        RpcException { Status: { DebugException: null, StatusCode: not StatusCode.DeadlineExceeded } status } call => new Refusal(
            Http(status.StatusCode), WordStart().Replace(status.StatusCode.ToString(), "_").ToUpperInvariant(), GoogleErrorInfo.Of(call), status.Detail),
        _ => null,
    };

    /// <summary>The API that is not enabled, and the command that enables it; null if that is not the reason.</summary>
    public string? EnableApi => Status == 403 && Info is { Reason: GoogleErrorInfo.ServiceDisabled } && !LacksQuotaProject
        ? $"gcloud services enable {Info["service"] ?? "SERVICE"} --project {Consumer}"
        : null;

    /// <summary>A person's credentials name no project that calls are billed to: Google's message then names gcloud's own.</summary>
    public bool LacksQuotaProject => Status == 403 && (Message.Contains("requires a quota project", StringComparison.Ordinal) || Info?.Reason == "USER_PROJECT_DENIED");

    /// <summary>The smallest role that has the missing permission; null if none is named.</summary>
    public string? MissingRole => Status != 403 ? null : Permissions().Select(permission =>
        Requirements.Permissions.Concat(Requirements.DataflowPermissions).FirstOrDefault(needed => needed.Permission == permission).Role).FirstOrDefault(role => role is not null);

    /// <summary>The project that the call is billed to, by Google's name for it.</summary>
    public string Consumer => Info?["consumer"] is { } consumer ? consumer.Split('/')[^1] : "PROJECT";

    private IEnumerable<string> Permissions() =>
        Info?["permission"] is { } permission ? [permission] : Permission().Matches(Message).Select(match => match.Value);

    private static int Http(StatusCode status) => (int)(status switch
    {
        StatusCode.Unauthenticated => HttpStatusCode.Unauthorized,
        StatusCode.PermissionDenied => HttpStatusCode.Forbidden,
        StatusCode.NotFound => HttpStatusCode.NotFound,
        StatusCode.AlreadyExists or StatusCode.Aborted => HttpStatusCode.Conflict,
        StatusCode.ResourceExhausted => HttpStatusCode.TooManyRequests,
        StatusCode.Internal or StatusCode.Unknown => HttpStatusCode.InternalServerError,
        StatusCode.Unavailable => HttpStatusCode.ServiceUnavailable,
        _ => HttpStatusCode.BadRequest,
    });

    [GeneratedRegex(@"\b[a-z]+\.[a-zA-Z]+\.[a-zA-Z]+\b")]
    private static partial Regex Permission();

    [GeneratedRegex("(?<=[a-z])(?=[A-Z])")]
    private static partial Regex WordStart();
}
