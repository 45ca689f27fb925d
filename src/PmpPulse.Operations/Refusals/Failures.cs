using Grpc.Core;
using PmpPulse.GoogleCloud;

namespace PmpPulse.Operations.Refusals;

/// <summary>The message about a failure: the call, the answer and the remedy.</summary>
public static class Failures
{
    private const string Proxy = " Something between this machine and Google answered: a proxy, a firewall, a login page? HTTPS_PROXY and NO_PROXY say which proxy is used.";
    private const string Again = " That is Google's fault and usually passes: run this again; https://status.cloud.google.com";

    /// <summary>One to three sentences; null for a fault of this program.</summary>
    public static string? Explain(Exception exception, Target target) => exception switch
    {
        GoogleCloudConfigurationException or MisuseException or UnavailableException => exception.Message,
        TimeoutException => Sentence(exception.Message),
        GoogleApiException { IsForeign: true } answer => Foreign(answer, target),
        GoogleApiException { IsNotFound: true, EmulatorKey: { } key } unserved when target == Target.Gcp && unserved.Message.StartsWith("The requested URL ", StringComparison.Ordinal) =>
            $"{unserved.Call}: {Sentence(unserved.Message)}{Elsewhere(key)}",
        GoogleApiException refused => $"{(refused.Call is { } call ? $"{call}: " : "")}{Refused(Refusal.Of(refused)!, target)}",
        RpcException { Status.DebugException: { } cause } when Configuration(cause) is { } misconfigured => misconfigured.Message,
        RpcException call when Refusal.Of(call) is { } refusal => Refused(refusal, target),
        RpcException call => $"nothing answers: {Sentence(call.Status.Detail)}{Unreachable(target)}",
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } =>
            $"no secure connection: {Sentence(exception.Message)} Does a proxy decrypt the traffic? Then its certificate must be trusted: SSL_CERT_FILE names it.",
        HttpRequestException { HttpRequestError: HttpRequestError.ResponseEnded } => $"{Sentence(exception.Message)} Run this again.",
        HttpRequestException => $"nothing answers: {Sentence(exception.Message)}{Unreachable(target)}",
        _ => null,
    };

    /// <summary>The message after a timeout.</summary>
    public static string NoAnswer(TimeSpan within, Target target) => $"no answer within {within.TotalSeconds:0} s.{Unreachable(target)}";

    /// <summary>Whether a setting or the credentials are the cause, however deep a library wrapped the exception.</summary>
    public static bool IsMisuse(Exception exception) =>
        exception is MisuseException || Configuration(exception) is not null || (exception is RpcException { Status.DebugException: { } cause } && Configuration(cause) is not null);

    private static string Refused(Refusal refusal, Target target) =>
        $"refused ({refusal.Status}{(refusal.Word is { } word ? $" {word}" : "")}): {Sentence(refusal.Message)}{(target == Target.Gcp ? Remedy(refusal) : "")}";

    private static string Foreign(GoogleApiException answer, Target target)
    {
        var status = (int)answer.StatusCode;
        var remedy = (target, status) switch
        {
            (Target.Local, _) => "",
            (_, 404) when answer.EmulatorKey is { } key => Elsewhere(key),
            (_, >= 500) => Again,
            _ => Proxy,
        };
        return $"{answer.Call}: answered {status}: {Sentence(answer.Message)}{remedy}";
    }

    // LocalCloud serves no Cloud Run, Logging or Resource Manager
    private static string Elsewhere(string key) =>
        $" {key} sends calls there instead of to Google, and the server there does not serve this one: unset it to reach Google; --target local operates the system of `make up`.";

    private static string Unreachable(Target target) => target == Target.Local
        ? " Does `make up` run here? It takes some seconds to start; --data-dir names one that runs elsewhere."
        : " Is this machine online, and does a proxy let *.googleapis.com through?";

    private static string Remedy(Refusal refusal) => refusal switch
    {
        { LacksQuotaProject: true } => " Name a project of yours that calls are billed to: gcloud auth application-default set-quota-project PROJECT",
        { EnableApi: { } command } => $" Enable it, and wait a minute: {command}",
        { Info.Reason: "BILLING_DISABLED" } => $" Link a billing account: gcloud billing projects link {refusal.Consumer} --billing-account ACCOUNT",
        { IsDailyQuota: true } =>
            " A quota is used up; the daily one of queries is full again at midnight in California, and daily_query_gib of terraform.tfvars raises it.",
        { Status: 401 } => " Log in again: gcloud auth application-default login",
        { MissingRole: { } role } => $" {role} grants it: gcloud projects add-iam-policy-binding PROJECT --member user:YOU --role {role}",
        { Status: 403 } => " `pmpctl doctor` names the missing API or permission, and what grants it.",
        { Status: 404 } => " If it was never deployed: make deploy. If it is elsewhere: RUN_REGION and SCHEDULER_REGION name the regions.",
        { Status: 409 or 412 } => " Somebody else changed it at the same moment: run this again.",
        { Status: 429, Info: { } info } when (info["quota_limit"] ?? info["quota_metric"]) is { } quota =>
            $" Quota {quota} of {info["service"] ?? "the API"} is used up: run this again in a minute.",
        { Status: 429 } => " A quota is used up: run this again in a minute.",
        { Status: >= 500 } => Again,
        _ => string.Empty,
    };

    private static GoogleCloudConfigurationException? Configuration(Exception? exception) =>
        exception is null ? null : exception as GoogleCloudConfigurationException ?? Configuration(exception.InnerException);

    private static string Sentence(string text)
    {
        var trimmed = text.Trim();
        return trimmed.Length > 0 && trimmed[^1] is not ('.' or '!' or '?' or '…') ? $"{trimmed}." : trimmed;
    }
}
