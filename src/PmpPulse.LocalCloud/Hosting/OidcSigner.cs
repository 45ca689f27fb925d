using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using PmpPulse.ServiceDefaults.Files;

namespace PmpPulse.LocalCloud.Hosting;

/// <summary>
/// Signs OpenID Connect tokens as Google does for push and for scheduled calls (RS256, one hour), with a key of LocalCloud's own that
/// is kept in the data directory, so that tokens and cached keys survive a restart.
/// </summary>
public sealed class OidcSigner : IDisposable
{
    /// <summary>Claim <c>iss</c>: no address, because LocalCloud's differ from start to start.</summary>
    public const string Issuer = "https://localcloud.pmp-pulse.invalid";

    private const string KeyFile = "oidc-key.pem";
    private const int KeyBits = 2048;
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    // signing costs about a millisecond, and Google's own tokens are reused within their hour, too
    private static readonly TimeSpan Reuse = TimeSpan.FromMinutes(30);

    private readonly Lazy<RSA> _key;
    private readonly Lock _signing = new();
    private readonly TimeProvider _clock;
    private readonly ConcurrentDictionary<(string Email, string Audience), (string Token, DateTimeOffset Issued)> _tokens = new();

    /// <param name="directory">Holds the key; one is made when it is first needed, which takes a moment.</param>
    public OidcSigner(DataDirectory directory, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(directory);
        _clock = clock;
        var file = directory.File(KeyFile);
        // a key that can't be used fails the start, not the first call
        var found = ReadKey(file);
        _key = found is null ? new Lazy<RSA>(() => MakeKey(file)) : new Lazy<RSA>(found);
    }

    /// <summary>A token of service account <paramref name="email"/> for the service that calls itself <paramref name="audience"/>.</summary>
    public string Token(string email, string audience)
    {
        var now = _clock.GetUtcNow();
        if (_tokens.TryGetValue((email, audience), out var made) && now - made.Issued < Reuse && now >= made.Issued) return made.Token;
        var token = Sign(email, audience, now);
        _tokens[(email, audience)] = (token, now);
        return token;
    }

    /// <summary>The public key as RFC 7517 has it.</summary>
    internal JsonWebKeySet KeySet()
    {
        var parameters = _key.Value.ExportParameters(includePrivateParameters: false);
        return new JsonWebKeySet([
            new JsonWebKey("RSA", "sig", "RS256", KeyId(), Base64Url.EncodeToString(parameters.Modulus), Base64Url.EncodeToString(parameters.Exponent))]);
    }

    public void Dispose()
    {
        if (_key.IsValueCreated) _key.Value.Dispose();
    }

    /// <summary>The stored key; null where there is none, or where a power failure kept it from being written.</summary>
    private static RSA? ReadKey(string file)
    {
        RSA? key = null;
        try
        {
            TrustedPath.CheckSecret(file);
            var pem = File.Exists(file) ? File.ReadAllText(file) : "";
            if (pem.Length == 0) return null;
            key = RSA.Create();
            key.ImportFromPem(pem);
            key.ExportParameters(includePrivateParameters: true);
            if (key.KeySize < KeyBits) throw new DataDirectoryException($"The key in {file} has {key.KeySize} bits, and at least {KeyBits} are needed: delete it (rm {file}), and a new one is made.");
            return key;
        }
        catch (Exception exception)
        {
            key?.Dispose();
            if (exception is UntrustedPathException or UnauthorizedAccessException) throw new DataDirectoryException(exception.Message, exception);
            if (exception is not (ArgumentException or CryptographicException)) throw;
            throw new DataDirectoryException($"{file} does not hold a private RSA key ({exception.Message}): delete it (rm {file}), and a new one is made.", exception);
        }
    }

    private static RSA MakeKey(string file)
    {
        var key = RSA.Create(KeyBits);
        TrustedPath.Replace(file, key.ExportPkcs8PrivateKeyPem());
        return key;
    }

    private string KeyId() => Convert.ToHexStringLower(SHA256.HashData(_key.Value.ExportSubjectPublicKeyInfo()))[..40];

    private string Sign(string email, string audience, DateTimeOffset now)
    {
        var issued = now.ToUnixTimeSeconds();
        var id = UniqueId(email);
        var header = JsonSerializer.SerializeToUtf8Bytes(new TokenHeader("RS256", KeyId(), "JWT"), LocalCloudJson.Default.TokenHeader);
        var claims = JsonSerializer.SerializeToUtf8Bytes(
            new TokenClaims(audience, id, email, true, issued + (long)Lifetime.TotalSeconds, issued, Issuer, id), LocalCloudJson.Default.TokenClaims);
        var signed = $"{Base64Url.EncodeToString(header)}.{Base64Url.EncodeToString(claims)}";
        byte[] signature;
        lock (_signing)
        {
            signature = _key.Value.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        }

        return $"{signed}.{Base64Url.EncodeToString(signature)}";
    }

    /// <summary>A service account's numeric id (21 digits at Google): here a function of its e-mail address.</summary>
    private static string UniqueId(string email)
    {
        var hash = new BigInteger(SHA256.HashData(Encoding.UTF8.GetBytes(email)), isUnsigned: true);
        return "1" + (hash % BigInteger.Pow(10, 20)).ToString("D20", System.Globalization.CultureInfo.InvariantCulture);
    }
}
