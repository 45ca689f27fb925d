using System.Runtime.ExceptionServices;
using System.Text;
using PmpPulse.Contracts.Events;
using PmpPulse.Contracts.Json;
using PmpPulse.Feeds.Gbfs;
using PmpPulse.Feeds.StationStatus;

namespace PmpPulse.Feeds.Tests.Gbfs;

/// <summary>Escaped lone surrogates are recognized without throwing: a message may contain any number of them.</summary>
public sealed class LoneSurrogateTests
{
    [Theory]
    [InlineData("""{"\udc00":1,"\ud800":[],"last_updated":1760776294,"version":"\ud800","data":{"\ud800x":1,"stations":[{"\udc00":1}]}}""")]
    public void ReadFeed_LoneSurrogatesInNames_ThrowsNoExceptionInternally(string feed) =>
        Thrown(() => FeedHeaderReader.Read(Encoding.UTF8.GetBytes(feed), StationStatusFeed.List).Succeeded.Should().BeTrue()).Should().Be(0);

    [Theory]
    [InlineData("""{"\udc00":1,"\ud83d\ud83d":2,"source":"\udc00\ud800"}""")]
    public void ReadEnvelope_LoneSurrogatesInText_ThrowsNoExceptionInternally(string envelope) =>
        Thrown(() => EventEnvelopeReader.Read(Encoding.UTF8.GetBytes(envelope)).Error!.Type.Should().Be(ReadErrors.InvalidField)).Should().Be(0);

    [Theory]
    [InlineData("""{"d\u0061ta":{"st\u0061tions":[]},"\ud83d\udeb2":1,"\\ud800":2,"version":"\ud83d\udeb2\\\ud83d\udeb2"}""")]
    public void ReadFeed_ValidEscapes_AreRead(string feed)
    {
        var header = FeedHeaderReader.Read(Encoding.UTF8.GetBytes(feed), StationStatusFeed.List).Header!;
        header.Count.Should().Be(0);
        header.Version.Should().Be("\ud83d\udeb2\\\ud83d\udeb2");
    }

    private static int Thrown(Action action)
    {
        var thread = Environment.CurrentManagedThreadId;
        var thrown = 0;
        void Count(object? sender, FirstChanceExceptionEventArgs e) => thrown += Environment.CurrentManagedThreadId == thread ? 1 : 0;
        AppDomain.CurrentDomain.FirstChanceException += Count;
        try
        {
            action();
        }
        finally
        {
            AppDomain.CurrentDomain.FirstChanceException -= Count;
        }

        return thrown;
    }
}
