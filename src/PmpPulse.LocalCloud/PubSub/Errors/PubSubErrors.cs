using Grpc.Core;
using PmpPulse.LocalCloud.Hosting;

namespace PmpPulse.LocalCloud.PubSub.Errors;

/// <summary>Errors in Pub/Sub's wording.</summary>
internal static class PubSubErrors
{
    /// <summary>A missing topic, subscription or snapshot. The message contains its short name, as Google's does.</summary>
    public static RpcException NotFound(string name) =>
        Of(StatusCode.NotFound, $"Resource not found (resource={ShortName(name)}).");

    public static RpcException AlreadyExists(string name) =>
        Of(StatusCode.AlreadyExists, $"Resource already exists in the project (resource={ShortName(name)}).");

    public static RpcException InvalidName(string collection, string name) =>
        Of(StatusCode.InvalidArgument, $"Invalid [{collection}] name: (name={name})");

    public static RpcException InvalidArgument(string message) => Of(StatusCode.InvalidArgument, message);

    public static RpcException FailedPrecondition(string message) => Of(StatusCode.FailedPrecondition, message);

    /// <summary>A field of Google's API that LocalCloud does not support.</summary>
    public static RpcException Unsupported(string field) =>
        Of(StatusCode.Unimplemented, $"LocalCloud does not support {field}.");

    public static RpcException Unavailable() =>
        Of(StatusCode.Unavailable, "The service was unable to fulfill your request. Please try again. [code=8a75]");

    public static RpcException Of(StatusCode code, string message) => new(new Status(code, StatusText.Cut(message)));

    private static string ShortName(string name) => name[(name.LastIndexOf('/') + 1)..];
}
