using System.Net;
using System.Text.Json.Nodes;
using PmpPulse.Testing;

namespace PmpPulse.ServiceDefaults.Tests.Authentication;

public sealed class CallerVerificationTests : IAsyncLifetime
{
    private TestOidcIssuer _issuer = null!;
    private TestService _service = null!;

    public async ValueTask InitializeAsync()
    {
        _issuer = await TestOidcIssuer.StartAsync();
        _service = await TestService.StartAsync(_issuer.ServiceArguments);
    }

    public async ValueTask DisposeAsync()
    {
        await _service.DisposeAsync();
        await _issuer.DisposeAsync();
    }

    [Fact]
    public async Task Get_GoodToken_Answers() =>
        (await _service.GetAsync("/work", _issuer.Token())).StatusCode.Should().Be(HttpStatusCode.OK);

    [Fact]
    public async Task Get_EmailInOtherCase_Answers() =>
        (await _service.GetAsync("/work", _issuer.Token(("email", TestOidcIssuer.Email.ToUpperInvariant())))).StatusCode.Should().Be(HttpStatusCode.OK);

    [Fact]
    public async Task Get_VerifiedAsText_Answers() =>
        (await _service.GetAsync("/work", _issuer.Token(("email_verified", "true")))).StatusCode.Should().Be(HttpStatusCode.OK);

    [Fact]
    public async Task Get_AudienceAmongSeveral_Answers() =>
        (await _service.GetAsync("/work", _issuer.Token(("aud", new JsonArray("https://other.test", TestOidcIssuer.Audience))))).StatusCode
            .Should().Be(HttpStatusCode.OK);

    [Fact]
    public Task Get_SignatureRemovedByCloudRun_401ThatNamesTheSetting() =>
        ShouldRefuse(_issuer.TokenWithoutSignature(), HttpStatusCode.Unauthorized, "signature_removed");

    [Theory]
    [InlineData(null, null, HttpStatusCode.OK)]
    [InlineData("aud", "https://other.test", HttpStatusCode.Unauthorized)]
    [InlineData("iss", "https://evil.test", HttpStatusCode.Unauthorized)]
    [InlineData("exp", 1_700_000_000, HttpStatusCode.Unauthorized)]
    [InlineData("email", "other@test-project.iam.gserviceaccount.com", HttpStatusCode.Forbidden)]
    [InlineData("email_verified", false, HttpStatusCode.Forbidden)]
    public async Task Get_SignatureRemovedAndCloudRunTrusted_ChecksAllElse(string? claim, object? value, HttpStatusCode expected)
    {
        await using var service = await TestService.StartAsync([.. _issuer.ServiceArguments, "--OIDC_SIGNATURE=platform", "--K_SERVICE=test-service"]);
        (string, JsonNode?)[] changes = claim is null ? [] : [(claim, value switch { string text => text, bool flag => flag, int number => number, _ => null })];

        (await service.GetAsync("/work", _issuer.TokenWithoutSignature(changes))).StatusCode.Should().Be(expected);
        // a signature that is there is verified as ever
        (await service.GetAsync("/work", _issuer.Token())).StatusCode.Should().Be(HttpStatusCode.OK);
        (await service.GetAsync("/work", _issuer.WronglySignedToken())).StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        (await service.GetAsync("/work", _issuer.UnsignedToken())).StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        (await service.GetAsync("/work", _issuer.UnsignedToken() + "SIGNATURE_REMOVED_BY_GOOGLE")).StatusCode.Should().Be(HttpStatusCode.Unauthorized, "its algorithm is none");
    }

    [Fact]
    public Task Get_NoToken_401() => ShouldRefuse(null, HttpStatusCode.Unauthorized, "token_missing");

    [Theory]
    [InlineData("x")]
    [InlineData("a.b.c")]
    [InlineData("....")]
    [InlineData("bnVsbA.bnVsbA.bnVsbA")]
    public Task Get_TokenIsNotAJwt_401(string token) => ShouldRefuse(token, HttpStatusCode.Unauthorized, "token_invalid");

    [Fact]
    public Task Get_Expired_401() => ShouldRefuse(_issuer.Token(("exp", 1_700_000_000)), HttpStatusCode.Unauthorized, "token_expired");

    [Fact]
    public Task Get_NotYetValid_401() => ShouldRefuse(_issuer.Token(("nbf", 4_000_000_000), ("exp", 4_000_003_600)), HttpStatusCode.Unauthorized, "token_not_yet_valid");

    [Fact]
    public Task Get_NoExpiry_401() => ShouldRefuse(_issuer.Token(("exp", null)), HttpStatusCode.Unauthorized, "token_without_expiry");

    [Fact]
    public Task Get_WronglySigned_401() => ShouldRefuse(_issuer.WronglySignedToken(), HttpStatusCode.Unauthorized, "wrong_signature");

    [Fact]
    public Task Get_Unsigned_401() => ShouldRefuse(_issuer.UnsignedToken(), HttpStatusCode.Unauthorized, "wrong_signature");

    [Fact]
    public async Task Get_HmacOfPublicKey_401() =>
        (await _service.GetAsync("/work", _issuer.HmacToken())).StatusCode.Should().Be(HttpStatusCode.Unauthorized);

    [Fact]
    public Task Get_WrongAudience_401() => ShouldRefuse(_issuer.Token(("aud", "https://other.test")), HttpStatusCode.Unauthorized, "wrong_audience");

    [Fact]
    public Task Get_NoAudience_401() => ShouldRefuse(_issuer.Token(("aud", null)), HttpStatusCode.Unauthorized, "wrong_audience");

    [Fact]
    public Task Get_WrongIssuer_401() => ShouldRefuse(_issuer.Token(("iss", "https://accounts.google.com")), HttpStatusCode.Unauthorized, "wrong_issuer");

    [Fact]
    public Task Get_WrongEmail_403() => ShouldRefuse(_issuer.Token(("email", "other@test-project.iam.gserviceaccount.com")), HttpStatusCode.Forbidden, "wrong_caller");

    [Fact]
    public Task Get_UnverifiedEmail_403() => ShouldRefuse(_issuer.Token(("email_verified", false)), HttpStatusCode.Forbidden, "email_not_verified");

    [Fact]
    public Task Get_VerifiedClaimMissing_403() => ShouldRefuse(_issuer.Token(("email_verified", null)), HttpStatusCode.Forbidden, "email_not_verified");

    [Fact]
    public Task Get_NoEmail_403() => ShouldRefuse(_issuer.Token(("email", null)), HttpStatusCode.Forbidden, "email_not_verified");

    [Fact]
    public Task Get_TwoEmails_401() => ShouldRefuse(
        _issuer.Token(("email", new JsonArray(TestOidcIssuer.Email, "other@x.test"))), HttpStatusCode.Unauthorized, "token_invalid");

    [Fact]
    public async Task Get_UnknownPathWithoutToken_401() =>
        (await _service.GetAsync("/nothing-here", null)).StatusCode.Should().Be(HttpStatusCode.Unauthorized);

    [Fact]
    public async Task Get_HealthWithoutToken_Ok()
    {
        var answer = await _service.GetAsync("/healthz", null);
        answer.StatusCode.Should().Be(HttpStatusCode.OK);
        (await answer.Content.ReadAsStringAsync()).Should().Be("""{"status":"ok"}""");
    }

    [Fact]
    public async Task Get_IssuerUnreachable_503()
    {
        using var nobody = new ClosedPort();
        await using var service = await TestService.StartAsync([.. _issuer.ServiceArguments, $"--OIDC_METADATA=http://127.0.0.1:{nobody.Number}/"]);
        var answer = await service.GetAsync("/work", _issuer.Token());
        answer.StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
        (await answer.Content.ReadAsStringAsync()).Should().Contain("issuer_unavailable");
    }

    [Fact]
    public async Task Get_VerificationDisabled_AnswersAnybody()
    {
        await using var service = await TestService.StartAsync("--OIDC_DISABLED=true");
        (await service.GetAsync("/work", null)).StatusCode.Should().Be(HttpStatusCode.OK);
    }

    private async Task ShouldRefuse(string? token, HttpStatusCode status, string reason)
    {
        var answer = await _service.GetAsync("/work", token);
        var body = await answer.Content.ReadAsStringAsync();
        answer.StatusCode.Should().Be(status, body);
        answer.Content.Headers.ContentType!.MediaType.Should().Be("application/problem+json");
        var problem = JsonNode.Parse(body)!;
        problem["reason"]!.GetValue<string>().Should().Be(reason);
        problem["status"]!.GetValue<int>().Should().Be((int)status);
        problem["detail"]!.GetValue<string>().Should().NotBeEmpty();
    }
}
