using Grpc.Core;

namespace PmpPulse.LocalCloud.Hosting;

/// <summary>A REST API error, answered in Google's format.</summary>
/// <param name="httpStatus">HTTP status.</param>
/// <param name="code">Its name is the response's <c>status</c>.</param>
internal sealed class RestApiException(int httpStatus, StatusCode code, string message) : Exception(message)
{
    public GoogleError Error { get; } = new(new GoogleErrorBody(httpStatus, message, RpcCodes.Name(code)));

    public static RestApiException InvalidArgument(string message) =>
        new(StatusCodes.Status400BadRequest, StatusCode.InvalidArgument, message);

    public static RestApiException FailedPrecondition(string message) =>
        new(StatusCodes.Status400BadRequest, StatusCode.FailedPrecondition, message);

    public static RestApiException NotFound(string message) => new(StatusCodes.Status404NotFound, StatusCode.NotFound, message);

    public static RestApiException AlreadyExists(string message) => new(StatusCodes.Status409Conflict, StatusCode.AlreadyExists, message);

    /// <summary>A field of Google's API that LocalCloud does not support.</summary>
    public static RestApiException Unsupported(string field) =>
        new(StatusCodes.Status501NotImplemented, StatusCode.Unimplemented, $"LocalCloud does not support {field}.");
}
