using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using PmpPulse.ServiceDefaults.Files;

namespace PmpPulse.LocalCloud.Hosting;

/// <summary>
/// Signs OpenID Connect tokens as Google does for push and scheduled calls (RS256, one hour). The key is LocalCloud's own. It is stored in
/// the data directory, so tokens and cached keys survive a restart.
/// </summary>
public sealed class OidcSigner : IDisposable
{
    /// <summary>The <c>iss</c> claim. It is not an address, because LocalCloud's addresses differ at each start.</summary>
    public const string Issuer = "https://localcloud.pmp-pulse.invalid";

    private const string KeyFile = "oidc-key.pem";
    private const int KeyBits = 2048;
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    // signing takes about a millisecond, and Google reuses its tokens within their hour too
    private static readonly TimeSpan ReuseTime = TimeSpan.FromMinutes(30);

    private readonly Lazy<RSA> _key;
    private readonly Lock _signing = new();
    private readonly TimeProvider _clock;
    private readonly ConcurrentDictionary<(string Email, string Audience), (string Token, DateTimeOffset Issued)> _tokens = new();

    /// <param name="directory">Contains the key. Generated on first use, which takes a moment.</param>
    public OidcSigner(DataDirectory directory, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(directory);
        _clock = clock;
        var file = directory.File(KeyFile);
        // an unusable key must fail the start, not the first call
        var found = ReadKey(file);
        _key = found is null ? new Lazy<RSA>(() => MakeKey(file)) : new Lazy<RSA>(found);
    }

    /// <summary>A token for service account <paramref name="email"/> with the audience <paramref name="audience"/>.</summary>
    public string Token(string email, string audience)
    {
        var now = _clock.GetUtcNow();
        if (_tokens.TryGetValue((email, audience), out var made) && now - made.Issued < ReuseTime && now >= made.Issued) return made.Token;
        var token = Sign(email, audience, now);
        _tokens[(email, audience)] = (token, now);
        return token;
    }

    /// <summary>The public key as a JSON Web Key Set (RFC 7517).</summary>
    internal JsonWebKeySet KeySet()
    {
        var parameters = _key.Value.ExportParameters(includePrivateParameters: false);
        return new JsonWebKeySet([
            new JsonWebKey(
                "RSA",
                "sig",
                "RS256",
                KeyId(),
                Base64Url.EncodeToString(parameters.Modulus),
                Base64Url.EncodeToString(parameters.Exponent))]);
    }

    public void Dispose()
    {
        if (_key.IsValueCreated) _key.Value.Dispose();
    }

    /// <summary>The stored key; null if there is none, or if a power failure interrupted writing it.</summary>
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
            if (key.KeySize < KeyBits)
            {
                throw new DataDirectoryException(
                    $"The key in {file} has {key.KeySize} bits, and at least {KeyBits} are needed: delete it (rm {file}) and a new one will be created.");
            }

            return key;
        }
        catch (Exception exception)
        {
            key?.Dispose();
            if (exception is UntrustedPathException or UnauthorizedAccessException)
            {
                throw new DataDirectoryException(exception.Message, exception);
            }

            if (exception is not (ArgumentException or CryptographicException)) throw;
            throw new DataDirectoryException(
                $"{file} contains no private RSA key ({exception.Message}): delete it (rm {file}) and a new one will be created.",
                exception);
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
            new TokenClaims(audience, id, email, true, issued + (long)Lifetime.TotalSeconds, issued, Issuer, id),
            LocalCloudJson.Default.TokenClaims);
        var signed = $"{Base64Url.EncodeToString(header)}.{Base64Url.EncodeToString(claims)}";
        byte[] signature;
        lock (_signing)
        {
            signature = _key.Value.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        }

        return $"{signed}.{Base64Url.EncodeToString(signature)}";
    }

    /// <summary>A service account's numeric id (21 digits at Google), derived from its e-mail address.</summary>
    private static string UniqueId(string email)
    {
        var hash = new BigInteger(SHA256.HashData(Encoding.UTF8.GetBytes(email)), isUnsigned: true);
        return "1" + (hash % BigInteger.Pow(10, 20)).ToString("D20", System.Globalization.CultureInfo.InvariantCulture);
    }
}
