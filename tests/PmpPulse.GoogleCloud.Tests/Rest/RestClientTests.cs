using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using PmpPulse.GoogleCloud.Rest;
using PmpPulse.GoogleCloud.Tests.Infrastructure;

namespace PmpPulse.GoogleCloud.Tests.Rest;

[Trait("Category", "Slow")]
public sealed class RestClientTests
{
    private const string Table = """{"id":"p:d.t","description":"whole"}""";

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task SendAsync_AnswerBreaksOffInItsBody_IsRetried(bool breaksOff)
    {
        await using var google = await ScriptedGoogle.StartAsync();
        var requests = 0;
        google.OnRest = async context =>
        {
            context.Response.ContentType = "application/json";
            if (Interlocked.Increment(ref requests) > 1)
            {
                await context.Response.WriteAsync(Table);
                return;
            }

            context.Response.ContentLength = Table.Length;
            await context.Response.WriteAsync(Table[..10]);
            await context.Response.Body.FlushAsync();
            if (breaksOff) context.Abort();
            else await Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        };
        using var client = new RestClient(new Uri($"http://{google.RestHost}/"), null, TimeProvider.System, NullLogger.Instance, TimeSpan.FromSeconds(2));

        var table = await client.SendAsync(new RestRequest(HttpMethod.Get, "table"), GoogleCloudJson.Default.BigQueryTable, TestContext.Current.CancellationToken);

        table.Description.Should().Be("whole");
        requests.Should().BeGreaterThan(1);
    }
}
