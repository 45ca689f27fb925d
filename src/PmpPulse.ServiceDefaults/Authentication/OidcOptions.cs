using System.Net;
using PmpPulse.ServiceDefaults.Settings;

namespace PmpPulse.ServiceDefaults.Authentication;

/// <summary>Who may call a service.</summary>
/// <param name="Audience">Audience that tokens must name.</param>
/// <param name="Emails">E-mail addresses of the service accounts that may call.</param>
/// <param name="Metadata">OpenID discovery document of the issuer.</param>
/// <param name="TrustsPlatform">Whether a token is taken whose signature Cloud Run verified and replaced.</param>
/// <param name="Disabled">Anybody may call.</param>
internal sealed record OidcOptions(string Audience, IReadOnlyList<string> Emails, Uri Metadata, bool TrustsPlatform, bool Disabled)
{
    private static readonly Dictionary<string, bool> Signatures = new() { ["verify"] = false, ["platform"] = true };

    /// <summary>
    /// Reads the settings: verification is on, and a service without configured callers refuses to start. It can be switched off
    /// only for a service that other machines can't reach.
    /// </summary>
    public static OidcOptions Read(SettingsReader settings, IPAddress bindAddress)
    {
        var disabled = settings.Flag(CommonSettings.OidcDisabled);
        var metadata = settings.HttpUrl(CommonSettings.OidcMetadata);
        if (disabled)
        {
            if (!IPAddress.IsLoopback(bindAddress))
            {
                settings.AddFault(CommonSettings.OidcDisabled, $"is not allowed when listening on {bindAddress}",
                    "set BIND_ADDRESS=127.0.0.1 beside it, or remove it and set OIDC_AUDIENCE and OIDC_EMAIL");
            }

            return new OidcOptions("", [], metadata, TrustsPlatform: false, Disabled: true);
        }

        var emulated = settings.IsSet(GoogleCloudSettings.PubSubEmulatorHost) || settings.IsSet(GoogleCloudSettings.BigQueryEmulatorHost);
        if (metadata.Scheme == Uri.UriSchemeHttp && !metadata.IsLoopback && !emulated)
        {
            settings.AddFault(CommonSettings.OidcMetadata, $"'{metadata}' is plain http, which lets anybody on the way substitute their own keys",
                "use https");
        }

        var trustsPlatform = settings.Choice(CommonSettings.OidcSignature, Signatures);
        if (trustsPlatform && !settings.IsSet(CommonSettings.CloudRunService))
        {
            settings.AddFault(CommonSettings.OidcSignature, "is platform, and this is not Cloud Run (K_SERVICE is not set): anybody could write such a token", "remove it, or set verify");
        }

        return new OidcOptions(settings.Text(CommonSettings.OidcAudience), settings.List(CommonSettings.OidcEmail), metadata, trustsPlatform, Disabled: false);
    }
}
