using System.Text.Json.Nodes;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace PmpPulse.Cli.Tests.AdminCalls;

/// <summary>How Google refuses a call over REST and gRPC, and the remedy that pmpctl names.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Word">Google's status name.</param>
/// <param name="Code">gRPC's code.</param>
/// <param name="Message">Google's message.</param>
/// <param name="Remedy">The remedy pmpctl adds; <c>{role}</c> stands for the missing role.</param>
internal sealed record GoogleAnswer(int Status, string Word, StatusCode Code, string Message, string Remedy)
{
    /// <summary>Such as <c>IAM_PERMISSION_DENIED</c>; null if Google sends none.</summary>
    public string? Reason { get; init; }

    /// <summary>The reason's metadata; <c>{permission}</c> stands for the missing one.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();

    /// <summary>Nothing was done, and a retry may succeed.</summary>
    public bool IsPassing => Status is 429 or >= 500;

    public static IReadOnlyList<GoogleAnswer> All { get; } =
    [
        new(401, "UNAUTHENTICATED", StatusCode.Unauthenticated, "Request had invalid authentication credentials.", " Log in again: gcloud auth application-default login"),
        new(403, "PERMISSION_DENIED", StatusCode.PermissionDenied, "The caller does not have permission",
            " {role} grants it: gcloud projects add-iam-policy-binding PROJECT --member user:YOU --role {role}")
        {
            Reason = "IAM_PERMISSION_DENIED", Metadata = new Dictionary<string, string> { ["permission"] = "{permission}" },
        },
        new(404, "NOT_FOUND", StatusCode.NotFound, "The resource was not found.",
            " If it was never deployed: make deploy. If it is elsewhere: RUN_REGION and SCHEDULER_REGION name the regions."),
        new(409, "ALREADY_EXISTS", StatusCode.AlreadyExists, "The resource exists already.", " Somebody else changed it at the same moment: run this again."),
        new(429, "RESOURCE_EXHAUSTED", StatusCode.ResourceExhausted, "Quota exceeded.",
            " Quota ReadsPerMinute of any.googleapis.com is used up: run this again in a minute.")
        {
            Reason = "RATE_LIMIT_EXCEEDED", Metadata = new Dictionary<string, string> { ["service"] = "any.googleapis.com", ["quota_limit"] = "ReadsPerMinute" },
        },
        new(500, "INTERNAL", StatusCode.Internal, "Internal error encountered.", " That is Google's fault and usually passes: run this again; https://status.cloud.google.com"),
        new(503, "UNAVAILABLE", StatusCode.Unavailable, "The service is currently unavailable.", " That is Google's fault and usually passes: run this again; https://status.cloud.google.com"),
    ];

    /// <summary>The body over REST.</summary>
    public string Json(AdminCall call)
    {
        var error = new JsonObject { ["code"] = Status, ["message"] = Message, ["status"] = Word };
        if (Reason is not null)
        {
            error["details"] = new JsonArray(new JsonObject
            {
                ["@type"] = "type.googleapis.com/google.rpc.ErrorInfo",
                ["reason"] = Reason,
                ["domain"] = "googleapis.com",
                ["metadata"] = new JsonObject(Pairs(call).Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value))),
            });
        }

        return new JsonObject { ["error"] = error }.ToJsonString();
    }

    /// <summary>The same over gRPC.</summary>
    public RpcException Rpc(AdminCall call)
    {
        var trailers = new Metadata();
        if (Reason is not null)
        {
            var info = new Google.Rpc.ErrorInfo { Reason = Reason, Domain = "googleapis.com" };
            info.Metadata.Add(Pairs(call).ToDictionary());
            trailers.Add("grpc-status-details-bin", new Google.Rpc.Status { Code = (int)Code, Message = Message, Details = { Any.Pack(info) } }.ToByteArray());
        }

        return new RpcException(new Grpc.Core.Status(Code, Message), trailers);
    }

    public override string ToString() => $"{Status}";

    private IEnumerable<KeyValuePair<string, string>> Pairs(AdminCall call) =>
        Metadata.Select(pair => KeyValuePair.Create(pair.Key, pair.Value.Replace("{permission}", call.Permission, StringComparison.Ordinal)));
}
