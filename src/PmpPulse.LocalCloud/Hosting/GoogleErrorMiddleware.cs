using System.Text.Json;
using Grpc.AspNetCore.Server;
using Grpc.Core;
using Microsoft.AspNetCore.Http.Features;
using PmpPulse.LocalCloud.Disk;
using PmpPulse.ServiceDefaults.CrossOrigin;

namespace PmpPulse.LocalCloud.Hosting;

/// <summary>
/// Converts every REST error to Google's format: those of transcoded gRPC methods, which arrive as <c>{"code":5,…}</c>, and those without a
/// body, such as an unknown path. As at Google, a request without a body counts as an empty message.
/// </summary>
internal sealed class GoogleErrorMiddleware(RequestDelegate next, DiskWatch disk, ILogger<GoogleErrorMiddleware> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        if (context.Request.IsGrpc())
        {
            await next(context);
            return;
        }

        try
        {
            if (context.GetEndpoint()?.Metadata.GetMetadata<GrpcMethodMetadata>() is null) await next(context);
            else await TranscodeAsync(context);
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            // the client has disconnected
            return;
        }
        catch (RestApiException exception) when (!context.Response.HasStarted)
        {
            await WriteAsync(context, exception.Error);
        }
        catch (BadHttpRequestException exception) when (!context.Response.HasStarted)
        {
            await WriteAsync(context, GoogleError.Of(exception.StatusCode, exception.Message));
        }
        catch (Exception exception) when (!context.Response.HasStarted && disk.Explain(exception) is { } explanation)
        {
            await WriteAsync(context, GoogleError.Of(StatusCodes.Status503ServiceUnavailable, explanation));
        }
        catch (Exception exception) when (!context.Response.HasStarted)
        {
            Log.UnhandledException(logger, exception, context.Request.Path);
            await WriteAsync(context, GoogleError.Of(StatusCodes.Status500InternalServerError, "Internal error encountered."));
        }

        var response = context.Response;
        if (response is { HasStarted: false, StatusCode: >= 400, ContentLength: null, ContentType: null })
        {
            await WriteAsync(context, GoogleError.Of(response.StatusCode, EmptyErrorMessage(context)));
        }
    }

    private static string EmptyErrorMessage(HttpContext context) => context.Response.StatusCode switch
    {
        StatusCodes.Status404NotFound => $"The requested URL {context.Request.Path} was not found on this server.",
        StatusCodes.Status405MethodNotAllowed => $"The method {context.Request.Method} is not allowed for {context.Request.Path}.",
        var status => Microsoft.AspNetCore.WebUtilities.ReasonPhrases.GetReasonPhrase(status),
    };

    private async Task TranscodeAsync(HttpContext context)
    {
        var client = context.Response.Body;
        await using var body = new ErrorHoldingStream(context.Response, client);
        context.Response.Body = body;
        if (context.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: false })
        {
            context.Request.ContentType = "application/json";
            context.Request.Body = new MemoryStream("{}"u8.ToArray());
        }

        try
        {
            await next(context);
        }
        finally
        {
            context.Response.Body = client;
        }

        if (body.Held is { IsEmpty: false } held) await WriteAsync(context, Translate(context.Response.StatusCode, held));
    }

    private static GoogleError Translate(int httpStatus, ReadOnlyMemory<byte> rpcStatus)
    {
        using var document = JsonDocument.Parse(rpcStatus);
        var code = document.RootElement.TryGetProperty("code", out var number) ? (StatusCode)number.GetInt32() : StatusCode.Unknown;
        var message = document.RootElement.TryGetProperty("message", out var text) ? text.GetString() ?? "" : "";
        return new GoogleError(new GoogleErrorBody(httpStatus, message, RpcCodes.Name(code)));
    }

    public static async Task WriteAsync(HttpContext context, GoogleError error)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(error, LocalCloudJson.Default.GoogleError);
        context.Response.StatusCode = error.Error.Code;
        if (!context.Response.HasStarted)
        {
            context.Response.ContentType = "application/json; charset=UTF-8";
            context.Response.ContentLength = json.Length;
        }

        await context.Response.Body.WriteAsync(json, context.RequestAborted);
    }
}
