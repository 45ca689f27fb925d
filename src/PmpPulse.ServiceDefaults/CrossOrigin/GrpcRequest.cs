using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace PmpPulse.ServiceDefaults.CrossOrigin;

/// <summary>Recognizes gRPC calls by what they must have: HTTP/2 and a content type of <c>application/grpc</c>.</summary>
public static class GrpcRequest
{
    private const string ContentType = "application/grpc";

    public static bool IsGrpc(this HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return HttpProtocol.IsHttp2(request.Protocol) && request.SingleMediaType() is { } type
            && (type.Equals(ContentType, StringComparison.OrdinalIgnoreCase) || type.StartsWith(ContentType + "+", StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>The body's media type without its parameters; null if the request names none, or several.</summary>
    internal static string? SingleMediaType(this HttpRequest request) =>
        request.Headers.ContentType is [{ } value] && MediaTypeHeaderValue.TryParse(value, out var type) ? type.MediaType.Value : null;
}
