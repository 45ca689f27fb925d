using System.Text.Json.Nodes;
using FluentAssertions.Primitives;

namespace PmpPulse.LocalCloud.Tests.BigQuery;

internal static class ErrorAssertions
{
    /// <summary>Checks BigQuery's whole error body; a null message isn't compared.</summary>
    public static void BeError(this ObjectAssertions assertions, int code, string reason, string status, string? message)
    {
        var error = ((JsonNode)assertions.Subject)["error"]!;
        error["code"]!.GetValue<int>().Should().Be(code);
        error["status"]!.GetValue<string>().Should().Be(status);
        var first = error["errors"]!.AsArray().Should().ContainSingle().Subject!;
        first["reason"]!.GetValue<string>().Should().Be(reason);
        first["domain"]!.GetValue<string>().Should().Be("global");
        first["message"]!.GetValue<string>().Should().Be(error["message"]!.GetValue<string>());
        if (message is not null)
            error["message"]!.GetValue<string>().Should().Be(message);
    }
}
