using PmpPulse.Curation.Fencing;
using PmpPulse.Curation.Tests.Support;

namespace PmpPulse.Curation.Tests.Fencing;

public sealed class RegisterTests
{
    [Fact]
    public void ToJson_Register_RoundTrips()
    {
        var register = new Register(7, "projects/p/datasets/d/tables/t/streams/s");
        register.ToJson().Should().Be("""{"epoch":7,"stream":"projects/p/datasets/d/tables/t/streams/s"}""");
        Register.Parse(StatusFeed.Feed.Table.Register, register.ToJson()).Should().Be(register);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" ")]
    public void Parse_Empty_IsAnUnusedRegister(string? description) => Register.Parse(StatusFeed.Feed.Table.Register, description).Should().Be(new Register(0, null));

    [Theory]
    [InlineData("A table")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("""{"epoch":-1,"stream":"s"}""")]
    [InlineData("""{"epoch":1,"stream":""}""")]
    [InlineData("""{"epoch":"x","stream":"s"}""")]
    public void Parse_AnythingElse_IsRefused(string description)
    {
        var parse = () => Register.Parse(StatusFeed.Feed.Table.Register, description);
        parse.Should().Throw<RegisterFormatException>().WithMessage("*clear the description*");
    }
}
