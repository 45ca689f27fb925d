using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace PmpPulse.Testing;

/// <summary>A test's own OpenID issuer on a free port: discovery document, keys, and good and bad tokens.</summary>
public sealed class TestOidcIssuer : IAsyncDisposable
{
    public const string Email = "caller@test-project.iam.gserviceaccount.com";
    public const string Audience = "https://service.test";

    private const string KeyId = "test-key";

    private readonly WebApplication _app;
    private readonly RSA _key = RSA.Create(2048);

    private TestOidcIssuer(WebApplication app) => _app = app;

    /// <summary>Address of the issuer, such as <c>http://127.0.0.1:41234</c>.</summary>
    public string Issuer => _app.Urls.First();

    /// <summary>The value of <c>OIDC_METADATA</c> for a service.</summary>
    public string Metadata => Issuer + "/.well-known/openid-configuration";

    /// <summary>Arguments that make a service trust this issuer.</summary>
    public string[] ServiceArguments => [$"--OIDC_METADATA={Metadata}", $"--OIDC_AUDIENCE={Audience}", $"--OIDC_EMAIL={Email}"];

    public static async Task<TestOidcIssuer> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRouting();
        var app = builder.Build();
        var issuer = new TestOidcIssuer(app);
        app.MapGet("/.well-known/openid-configuration", (HttpContext context) => context.Response.WriteAsync(
            new JsonObject { ["issuer"] = issuer.Issuer, ["jwks_uri"] = issuer.Issuer + "/keys" }.ToJsonString()));
        app.MapGet("/keys", (HttpContext context) => context.Response.WriteAsync(issuer.Keys().ToJsonString()));
        await app.StartAsync();
        return issuer;
    }

    /// <summary>A token that services with <see cref="ServiceArguments"/> accept, apart from changed claims (null removes one).</summary>
    public string Token(params (string Claim, JsonNode? Value)[] changes) => Sign(Claims(changes), "RS256", _key);

    /// <summary>Such a token as Cloud Run hands it on: its signature replaced.</summary>
    public string TokenWithoutSignature(params (string Claim, JsonNode? Value)[] changes) =>
        string.Join('.', Token(changes).Split('.')[..2]) + ".SIGNATURE_REMOVED_BY_GOOGLE";

    /// <summary>A signed token with arbitrary header and claims text, including text that no JSON library would write.</summary>
    public string RawToken(Func<string, string>? header = null, Func<string, string>? claims = null)
    {
        var good = Header("RS256").ToJsonString();
        var goodClaims = Claims([]).ToJsonString();
        return Sign(Encode(header?.Invoke(good) ?? good) + "." + Encode(claims?.Invoke(goodClaims) ?? goodClaims), _key);
    }

    /// <summary>A token that names our key but was signed with another.</summary>
    public string WronglySignedToken()
    {
        using var other = RSA.Create(2048);
        return Sign(Claims([]), "RS256", other);
    }

    /// <summary>A token with the algorithm <c>none</c> and no signature.</summary>
    public string UnsignedToken() => Encode(new JsonObject { ["alg"] = "none", ["typ"] = "JWT" }) + "." + Encode(Claims([])) + ".";

    /// <summary>A token whose HMAC is keyed with the issuer's public key, as in the well-known attack.</summary>
    public string HmacToken()
    {
        var content = Encode(Header("HS256")) + "." + Encode(Claims([]));
        var mac = HMACSHA256.HashData(_key.ExportSubjectPublicKeyInfo(), Encoding.ASCII.GetBytes(content));
        return content + "." + Base64Url.EncodeToString(mac);
    }

    /// <summary>Another caller's good token, with claims edited to name our caller.</summary>
    public string TamperedToken()
    {
        var parts = Token(("email", "other@test-project.iam.gserviceaccount.com")).Split('.');
        return string.Join('.', parts[0], Encode(Claims([])), parts[2]);
    }

    /// <summary>A token signed with a key from its own header.</summary>
    public string OwnKeyToken()
    {
        using var own = RSA.Create(2048);
        var header = new JsonObject { ["alg"] = "RS256", ["typ"] = "JWT", ["jwk"] = PublicKey(own, "own-key") };
        return Sign(header, Claims([]), own);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _key.Dispose();
    }

    private JsonObject Claims((string Claim, JsonNode? Value)[] changes)
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var claims = new JsonObject
        {
            ["iss"] = Issuer,
            ["aud"] = Audience,
            ["sub"] = "1234567890",
            ["email"] = Email,
            ["email_verified"] = true,
            ["iat"] = now,
            ["exp"] = now + 3600,
        };
        foreach (var (claim, value) in changes)
        {
            if (value is null) claims.Remove(claim);
            else claims[claim] = value;
        }

        return claims;
    }

    private JsonObject Keys() => new() { ["keys"] = new JsonArray(PublicKey(_key, KeyId)) };

    private static JsonObject PublicKey(RSA pair, string id)
    {
        var key = pair.ExportParameters(includePrivateParameters: false);
        return new JsonObject
        {
            ["kty"] = "RSA",
            ["use"] = "sig",
            ["alg"] = "RS256",
            ["kid"] = id,
            ["n"] = Base64Url.EncodeToString(key.Modulus),
            ["e"] = Base64Url.EncodeToString(key.Exponent),
        };
    }

    private static JsonObject Header(string algorithm) => new() { ["alg"] = algorithm, ["kid"] = KeyId, ["typ"] = "JWT" };

    private static string Sign(JsonObject claims, string algorithm, RSA key) => Sign(Header(algorithm), claims, key);

    private static string Sign(JsonObject header, JsonObject claims, RSA key) => Sign(Encode(header) + "." + Encode(claims), key);

    private static string Sign(string content, RSA key)
    {
        var signature = key.SignData(Encoding.ASCII.GetBytes(content), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return content + "." + Base64Url.EncodeToString(signature);
    }

    private static string Encode(JsonObject part) => Encode(part.ToJsonString());

    // one character per byte, so that a text can be invalid UTF-8
    private static string Encode(string part) => Base64Url.EncodeToString(Encoding.Latin1.GetBytes(part));
}
