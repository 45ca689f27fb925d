using System.Text;

namespace PmpPulse.Security.Tests.CrossOrigin;

/// <summary>A request that a web page makes a browser send, or that arrives under a foreign name that resolves to this machine.</summary>
/// <param name="Name">Name in failure messages.</param>
/// <param name="Methods">Methods it is tried with; all if empty.</param>
/// <param name="Lines">Builds request line, headers and body for an endpoint.</param>
internal sealed record HostileRequest(string Name, string[] Methods, Func<Endpoint, string> Lines)
{
    private const string Json = "Content-Type: application/json";

    /// <summary>Wrong host names, for every method.</summary>
    public static IReadOnlyList<HostileRequest> Hosts { get; } =
    [
        .. WrongHosts().Select(host => Any($"Host: {host.Replace("PORT", "its port", StringComparison.Ordinal)}", endpoint => Request(endpoint, host, Json))),
        Any("no Host, HTTP/1.0", endpoint => $"{endpoint.Method} {endpoint.Path} HTTP/1.0\r\n{Json}\r\nContent-Length: 2\r\n\r\n{{}}"),
        Any("two Hosts", endpoint => Request(endpoint, "localhost:PORT", "Host: evil.example", Json)),
        Any("absolute target of a foreign host", endpoint => Absolute(endpoint, "http://evil.example", "localhost:PORT")),
        Any("absolute target and Host of a foreign host", endpoint => Absolute(endpoint, "http://evil.example", "evil.example")),
        Any("absolute target with user information", endpoint => Absolute(endpoint, "http://user@localhost:PORT", "localhost:PORT")),
        Any("absolute target of our own", endpoint => Absolute(endpoint, "http://localhost:PORT", "localhost:PORT")),
        Any("forwarded for a foreign host", endpoint => Request(endpoint, "localhost:PORT", "X-Forwarded-Host: evil.example", Json)),
        Any("forwarded for two hosts", endpoint => Request(endpoint, "localhost:PORT", "X-Forwarded-Host: localhost, evil.example", Json)),
        Any("Forwarded with a foreign host", endpoint => Request(endpoint, "localhost:PORT", "Forwarded: for=1.2.3.4;host=\"evil.example\"", Json)),
    ];

    /// <summary>Requests from pages of other origins.</summary>
    public static IReadOnlyList<HostileRequest> Origins { get; } =
    [
        .. WrongOrigins().Select(origin => Any($"Origin: {origin}", endpoint => Request(endpoint, "localhost:PORT", $"Origin: {origin}", Json))),
        Any("two Origins", endpoint => Request(endpoint, "localhost:PORT", "Origin: http://localhost:PORT", "Origin: http://evil.example", Json)),
        Any("its own Origin twice", endpoint => Request(endpoint, "localhost:PORT", "Origin: http://localhost:PORT", "Origin: http://localhost:PORT", Json)),
        .. new[] { "cross-site", "same-site", "Same-Origin", "", "same-origin, cross-site", "unheard-of" }.Select(site =>
            Any($"Sec-Fetch-Site: {site}", endpoint => Request(endpoint, "localhost:PORT", $"Sec-Fetch-Site: {site}", Json))),
        Any("Sec-Fetch-Site twice", endpoint => Request(endpoint, "localhost:PORT", "Sec-Fetch-Site: same-origin", "Sec-Fetch-Site: cross-site", Json)),
        Any("preflight", endpoint => Request(endpoint with { Method = "OPTIONS" }, "localhost:PORT", "Origin: http://evil.example", $"Access-Control-Request-Method: {endpoint.Method}")),
        Any("preflight without Origin", endpoint => Request(endpoint with { Method = "OPTIONS" }, "localhost:PORT", $"Access-Control-Request-Method: {endpoint.Method}")),
        Any("preflight for the private network", endpoint => Request(endpoint with { Method = "OPTIONS" }, "localhost:PORT", "Access-Control-Request-Private-Network: true")),
        Any("WebSocket", endpoint => Request(endpoint with { Method = "GET" }, "localhost:PORT", "Origin: http://evil.example", "Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==")),
    ];

    /// <summary>Requests that a page may send without a preflight, as sent by browsers that don't name the origin.</summary>
    public static IReadOnlyList<HostileRequest> Unproven { get; } =
    [
        .. WrongTypes().Select(type => Unsafe($"body of '{type}'", endpoint => WithBody(endpoint, type.Length == 0 ? [] : [$"Content-Type: {type}"]))),
        Unsafe("two content types", endpoint => WithBody(endpoint, "Content-Type: application/json", "Content-Type: text/plain")),
        Unsafe("text with a token", endpoint => WithBody(endpoint, "Content-Type: text/plain", "Authorization: Bearer x", "X-Goog-Api-Client: x")),
        Unsafe("chunked text", endpoint => $"{Request(endpoint, "localhost:PORT", "Content-Type: text/plain", "Transfer-Encoding: chunked")}2\r\n{{}}\r\n0\r\n\r\n"),
        Unsafe("JSON typed into the address bar", endpoint => WithBody(endpoint, "Sec-Fetch-Site: none", Json)),
        Post("nothing at all", endpoint => Request(endpoint, "localhost:PORT", "Content-Length: 0")),
        Post("nothing, as text", endpoint => Request(endpoint, "localhost:PORT", "Content-Length: 0", "Content-Type: text/plain;charset=UTF-8")),
        Post("nothing, as a form", endpoint => Request(endpoint, "localhost:PORT", "Content-Length: 0", "Content-Type: application/x-www-form-urlencoded")),
        Post("nothing, with a password", endpoint => Request(endpoint, "localhost:PORT", "Content-Length: 0", "Authorization: Basic dXNlcjpwYXNz")),
        Post("nothing, with headers that browsers send", endpoint => Request(
            endpoint, "localhost:PORT", "Content-Length: 0", "Accept: */*", "Accept-Language: fr", "Cookie: a=b", "Referer: http://evil.example/", "User-Agent: Mozilla/5.0", "DNT: 1", "Cache-Control: no-cache", "Upgrade-Insecure-Requests: 1", "X-Forwarded-For: 1.2.3.4")),
    ];

    /// <summary>The request's bytes, for the port it is sent to.</summary>
    public byte[] Bytes(Endpoint endpoint, int port) => Encoding.Latin1.GetBytes(Lines(endpoint).Replace("PORT", $"{port}", StringComparison.Ordinal));

    private static string[] WrongHosts() =>
    [
        "", "evil.example", "evil.example:PORT", "localhost.evil.example:PORT", "evil.example.localhost:PORT", "127.0.0.1.nip.io:PORT", "localhost.:PORT", "127.0.0.1.:PORT",
        "localhost:1", "127.0.0.1:80", "localhost:", "localhost:PORT:PORT", "localhost:0PORT", "localhost:PORTx", "127.0.0.2:PORT", "127.1:PORT", "0.0.0.0:PORT", "2130706433:PORT",
        "0x7f000001:PORT", "0177.0.0.1:PORT", "[::ffff:127.0.0.1]:PORT", "[::]:PORT", "[::1:PORT", "[::1]evil.example:PORT", "::1", "evil@localhost:PORT", "evil:pass@localhost:PORT",
        "localhost:PORT,evil.example", "localhost:PORT evil.example", "localhost:PORT/evil", "localhost%2eevil.example:PORT", "http://localhost:PORT", "host.docker.internal:PORT", "xn--lcalhost-54a:PORT",
    ];

    private static string[] WrongOrigins() =>
    [
        "", "null", "NULL", "http://evil.example", "https://evil.example", "http://localhost", "http://localhost:1", "http://127.0.0.1:PORT", "http://[::1]:PORT", "http://localhost:PORT.evil.example",
        "http://evil.example:PORT", "http://localhost.evil.example:PORT", "http://localhost:PORT/", "http://localhost:PORT http://evil.example", "http://evil@localhost:PORT", "localhost:PORT", "//localhost:PORT",
        "ftp://localhost:PORT", "file://", "chrome-extension://abcdefghijklmnop", "http://localhost:PORT, http://localhost:PORT",
    ];

    private static string[] WrongTypes() =>
    [
        "", "text/plain", "text/plain; charset=utf-8", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain; application/json", "text/plain;boundary=application/json",
        "application/json, text/plain", "application/jsonp", "text/json", "application/csp-report", "application/grpc", "application/grpc-web+proto", "x/application/json", "json", "application/octet-stream",
    ];

    private static HostileRequest Any(string name, Func<Endpoint, string> lines) => new(name, [], lines);

    private static HostileRequest Unsafe(string name, Func<Endpoint, string> lines) => new(name, ["POST", "PUT", "PATCH", "DELETE"], lines);

    private static HostileRequest Post(string name, Func<Endpoint, string> lines) => new(name, ["POST"], lines);

    private static string Request(Endpoint endpoint, string host, params string[] headers) =>
        string.Join("\r\n", [$"{endpoint.Method} {endpoint.Path} HTTP/1.1", $"Host: {host}", "Connection: close", .. headers, "", ""]);

    private static string WithBody(Endpoint endpoint, params string[] headers) => Request(endpoint, "localhost:PORT", [.. headers, "Content-Length: 2"]) + "{}";

    private static string Absolute(Endpoint endpoint, string root, string host) => Request(endpoint with { Path = root + endpoint.Path }, host, Json);
}

/// <summary>A mapped endpoint: method, path with parameters filled in, and port.</summary>
internal sealed record Endpoint(string Method, string Path, int Port);
