namespace PmpPulse.Security.Tests.Callers;

/// <summary>Good tokens in requests that two parsers could read differently, and signed tokens that no service may accept.</summary>
internal sealed partial record ForgedRequest
{
    private static Dictionary<string, ForgedRequest> Headers6750 => new()
    {
        ["a good token and an empty header"] = Bad("token_invalid", (issuer, _) => [Bearer(issuer.Token()), "Authorization: "]),
        ["an empty header and a good token"] = Bad("token_invalid", (issuer, _) => ["Authorization: ", Bearer(issuer.Token())]),
        ["two empty headers"] = Bad("token_invalid", (_, _) => ["Authorization: ", "Authorization:"]),
        ["a good token and another scheme"] = Bad("token_invalid", (issuer, _) => [Bearer(issuer.Token()), "Authorization: Basic eDp5"]),
        ["a good token and a header in other case"] = Bad("token_invalid", (issuer, _) => [Bearer(issuer.Token()), $"AUTHORIZATION: Bearer {issuer.Token()}"]),
        ["two tokens in one header"] = Bad("token_invalid", (issuer, _) => [$"{Bearer(issuer.Token())}, Bearer {issuer.Token()}"]),
        ["a token and a comma"] = Bad("token_invalid", (issuer, _) => [Bearer(issuer.Token()) + ","]),
        ["a comma and a token"] = Bad("token_invalid", (issuer, _) => [$"Authorization: Bearer ,{issuer.Token()}"]),
        ["a tab for the space"] = Bad("token_invalid", (issuer, _) => [$"Authorization: Bearer\t{issuer.Token()}"]),
        ["a space and a tab"] = Bad("token_invalid", (issuer, _) => [$"Authorization: Bearer \t{issuer.Token()}"]),
        ["a token in quotes"] = Bad("token_invalid", (issuer, _) => [$"Authorization: Bearer \"{issuer.Token()}\""]),
        ["a token and a parameter"] = Bad("token_invalid", (issuer, _) => [$"{Bearer(issuer.Token())}; realm=x"]),
        ["a token as a parameter"] = Bad("token_invalid", (issuer, _) => [$"Authorization: Bearer token={issuer.Token()}"]),
        ["a scheme that begins like it"] = new(401, NoToken, (issuer, _) => [$"Authorization: BearerX {issuer.Token()}"]),
        ["no space"] = new(401, NoToken, (issuer, _) => [$"Authorization: Bearer{issuer.Token()}"]),
    };

    private static Dictionary<string, ForgedRequest> Shapes => new()
    {
        ["crit of an unknown extension"] = Header("\"crit\":[\"http://example.com/x\"],\"http://example.com/x\":1"),
        ["crit of a name we know"] = Header("\"crit\":[\"exp\"],\"exp\":1"),
        ["crit of b64"] = Header("\"crit\":[\"b64\"],\"b64\":true"),
        ["crit empty"] = Header("\"crit\":[]"),
        ["crit as text"] = Header("\"crit\":\"exp\""),
        ["crit null"] = Header("\"crit\":null"),
        ["crit as an object"] = Header("\"crit\":{}"),
        ["crit with an escaped name"] = Header("\"\\u0063rit\":[\"exp\"]"),
        ["b64 false"] = Header("\"b64\":false"),
        ["b64 true"] = Header("\"b64\":true"),
        ["alg twice"] = Header("\"alg\":\"RS256\""),
        ["alg twice, once escaped"] = Header("\"\\u0061lg\":\"none\""),
        ["kid twice"] = Header("\"kid\":\"other\""),
        ["doubled name deep in the header"] = Header("\"x\":{\"y\":[{\"z\":1,\"z\":2}]}"),
        ["typ of an access token"] = Header("\"typ\":\"JWT\"", "\"typ\":\"at+jwt\""),
        ["typ a number"] = Header("\"typ\":\"JWT\"", "\"typ\":1"),
        ["typ that is not text"] = Header("\"typ\":\"JWT\"", "\"typ\":\"\\ud800\""),
        ["kid a number"] = Header("\"kid\":\"test-key\"", "\"kid\":1"),
        ["kid a list"] = Header("\"kid\":\"test-key\"", "\"kid\":[\"test-key\"]"),
        ["kid a path"] = Header("\"kid\":\"test-key\"", "\"kid\":\"../../dev/null\"", "wrong_signature"),
        ["kid of nobody"] = Header("\"kid\":\"test-key\"", "\"kid\":\"other\"", "wrong_signature"),
        ["kid empty"] = Header("\"kid\":\"test-key\"", "\"kid\":\"\"", "wrong_signature"),
        ["no kid"] = Header("\"kid\":\"test-key\",", "", "wrong_signature"),
        ["alg in lower case"] = Header("\"RS256\"", "\"rs256\"", null),
        ["alg of another hash"] = Header("\"RS256\"", "\"RS512\"", null),
        ["alg of another padding"] = Header("\"RS256\"", "\"PS256\"", null),
        ["alg of another key"] = Header("\"RS256\"", "\"ES256\"", null),
        ["alg None"] = Header("\"RS256\"", "\"None\"", null),
        ["alg a list"] = Header("\"RS256\"", "[\"RS256\"]"),
        ["no alg"] = Header("\"alg\":\"RS256\",", ""),
        ["header a list"] = Signed(header => $"[{header}]", null),
        ["header broken"] = Signed(header => header[..^1], null),
        ["header with a comment"] = Signed(header => "/**/" + header, null),
        ["header too deep"] = Header($"\"x\":{new string('[', 100)}{new string(']', 100)}"),
        ["claims a list"] = Signed(null, claims => $"[{claims}]"),
        ["claims twice"] = Signed(null, claims => claims + claims),
        ["claims not UTF-8"] = ClaimText("\"sub\":\"1234567890\"", "\"sub\":\"\u00ff\""),
        ["aud twice"] = MoreClaims("\"aud\":\"https://service.test\""),
        ["email twice, the good one last"] = Signed(null, claims => "{\"email\":\"other@x.test\"," + claims[1..]),
        ["email twice, once escaped"] = MoreClaims("\"\\u0065mail\":\"other@x.test\""),
        ["email_verified twice"] = MoreClaims("\"email_verified\":false"),
        ["exp twice"] = MoreClaims("\"exp\":4000000000"),
        ["doubled name deep in the claims"] = MoreClaims("\"x\":[{\"y\":{\"z\":1,\"z\":2}}]"),
        ["nbf far ahead, as text"] = MoreClaims("\"nbf\":\"4000000000\""),
        ["nbf null"] = MoreClaims("\"nbf\":null"),
        ["exp as text"] = Claim("token_invalid", "exp", "4000000000"),
        ["exp a list"] = Claim("token_invalid", "exp", new System.Text.Json.Nodes.JsonArray(4000000000)),
        ["exp beyond all numbers"] = MoreClaims("\"nbf\":1e400", null),
        ["iat as text"] = Claim("token_invalid", "iat", "now"),
        ["iss a list"] = Claim("token_invalid", "iss", new System.Text.Json.Nodes.JsonArray("https://accounts.google.com")),
        ["aud a number"] = Claim("token_invalid", "aud", 1),
        ["aud a list with a number"] = Claim("token_invalid", "aud", new System.Text.Json.Nodes.JsonArray("https://service.test", 1)),
        ["aud an empty list"] = Claim("wrong_audience", "aud", new System.Text.Json.Nodes.JsonArray()),
        ["email a list of one"] = Claim("token_invalid", "email", new System.Text.Json.Nodes.JsonArray(Testing.TestOidcIssuer.Email)),
        ["email_verified a list of one"] = Claim("token_invalid", "email_verified", new System.Text.Json.Nodes.JsonArray(true)),
        ["email_verified a number"] = Claim("token_invalid", "email_verified", 1),
        ["four parts"] = Bad("token_invalid", (issuer, _) => [Bearer(issuer.Token() + ".x")]),
        ["two parts"] = Bad("token_invalid", (issuer, _) => [Bearer(issuer.Token()[..issuer.Token().LastIndexOf('.')])]),
        ["padding within"] = Bad("token_invalid", (issuer, _) => [Bearer(issuer.Token().Replace(".", "=.", StringComparison.Ordinal))]),
        ["base64 that is not base64url"] = Bad("token_invalid", (issuer, _) => [Bearer("+/" + issuer.Token())]),
    };

    private static ForgedRequest Header(string more) => Signed(header => header[..^1] + "," + more + "}", null);

    private static ForgedRequest Header(string old, string changed, string? reason = "token_invalid") =>
        Signed(header => Changed(header, old, changed), null, reason);

    private static ForgedRequest MoreClaims(string more, string? reason = "token_invalid") => Signed(null, claims => claims[..^1] + "," + more + "}", reason);

    private static ForgedRequest ClaimText(string old, string changed) => Signed(null, claims => Changed(claims, old, changed));

    private static ForgedRequest Signed(Func<string, string>? header, Func<string, string>? claims, string? reason = "token_invalid") =>
        Bad(reason, (issuer, _) => [Bearer(issuer.RawToken(header, claims))]);

    private static string Changed(string text, string old, string changed) =>
        text.Contains(old, StringComparison.Ordinal) ? text.Replace(old, changed, StringComparison.Ordinal) : throw new InvalidOperationException($"{text} has no {old}");
}
