using System.Security.Claims;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.Tokens;
using PmpPulse.ServiceDefaults.Http;

namespace PmpPulse.ServiceDefaults.Authentication;

/// <summary>
/// Verifies the OIDC token that Pub/Sub push and Cloud Scheduler send
/// (<see href="https://cloud.google.com/pubsub/docs/authenticate-push-subscriptions">authenticated push</see>): signature, issuer, expiry,
/// audience, and the verified e-mail of an allowed service account. Applies to every endpoint that does not allow anonymous callers.
/// </summary>
internal static class CallerVerification
{
    // Google's tokens name their issuer either way
    private static readonly string[] GoogleIssuers = ["https://accounts.google.com", "accounts.google.com"];

    private static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(60);

    // an unknown key (the issuer rotated it, or was set up again) triggers another read of the metadata, at most this often
    private static readonly TimeSpan MetadataRefresh = TimeSpan.FromSeconds(30);

    public static IServiceCollection AddCallerVerification(this IServiceCollection services, OidcOptions oidc)
    {
        services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme).AddJwtBearer(bearer => Configure(bearer, oidc));
        RemoveKeyRing(services);
        var authorization = services.AddAuthorizationBuilder();
        if (oidc.Disabled)
        {
            services.AddHostedService<CallersNotVerifiedNotice>();
        }
        else
        {
            authorization.SetFallbackPolicy(new AuthorizationPolicyBuilder()
                .RequireAuthenticatedUser()
                .RequireAssertion(context => IsAllowed(context.User, oidc))
                .Build());
        }

        return services;
    }

    /// <summary>
    /// Authentication brings a key ring for cookies, which no service here uses; filling it at start costs time and writes to the home
    /// directory.
    /// </summary>
    private static void RemoveKeyRing(IServiceCollection services)
    {
        foreach (var fill in services.Where(service => service.ServiceType == typeof(IHostedService) && service.ImplementationType?.Name == "DataProtectionHostedService").ToList())
        {
            services.Remove(fill);
        }
    }

    private static void Configure(JwtBearerOptions bearer, OidcOptions oidc)
    {
        bearer.MetadataAddress = oidc.Metadata.AbsoluteUri;
        bearer.RequireHttpsMetadata = oidc.Metadata.Scheme == Uri.UriSchemeHttps;
        bearer.RefreshInterval = MetadataRefresh;
        bearer.MapInboundClaims = false;
        bearer.TokenValidationParameters = new TokenValidationParameters
        {
            ValidAudience = oidc.Audience,
            ValidIssuers = oidc.Metadata.Host == "accounts.google.com" ? GoogleIssuers : null,
            ValidAlgorithms = [SecurityAlgorithms.RsaSha256],
            // a token names its key; one that names none, or an unknown one, is not tried against all keys
            TryAllIssuerSigningKeys = false,
            ClockSkew = ClockSkew,
        };
        bearer.Events = new JwtBearerEvents
        {
            OnMessageReceived = context => ReceiveAsync(context, oidc),
            OnChallenge = context => OnChallengeAsync(context, oidc),
            OnForbidden = OnForbiddenAsync,
        };
    }

    private static async Task ReceiveAsync(MessageReceivedContext context, OidcOptions oidc)
    {
        try
        {
            // read here: the handler joins several headers, and resolves a token's duplicate names in its own way
            if (BearerToken.Read(context.Request.Headers.Authorization) is not { } token)
            {
                context.NoResult();
                return;
            }

            JwtShape.Check(token);
            context.Token = token;
        }
        catch (MalformedTokenException exception)
        {
            context.Fail(exception);
            return;
        }

        await EnsureMetadataAsync(context);
        if (context.Result is null && PlatformToken.Is(context.Token)) await TakeAsync(context, oidc);
    }

    /// <summary>Takes a token without its signature, if Cloud Run is trusted to have verified it.</summary>
    private static async Task TakeAsync(MessageReceivedContext context, OidcOptions oidc)
    {
        try
        {
            if (!oidc.TrustsPlatform) throw new SignatureRemovedException();
            context.Principal = await PlatformToken.VerifyAsync(context.Token!, context.Options, context.HttpContext.RequestAborted);
            context.Success();
        }
        catch (Exception exception) when (exception is SecurityTokenException or ArgumentException)
        {
            context.Fail(exception);
        }
    }

    /// <summary>
    /// Without the issuer's keys the handler would reject every signature (401), which a caller need not retry; this is our own failure
    /// (503).
    /// </summary>
    private static async Task EnsureMetadataAsync(MessageReceivedContext context)
    {
        if (context.Options.ConfigurationManager is not { } manager) return;
        try
        {
            await manager.GetConfigurationAsync(context.HttpContext.RequestAborted);
        }
        catch (Exception exception) when (exception is InvalidOperationException or IOException or HttpRequestException)
        {
            Log.MetadataUnavailable(Logger(context.HttpContext), exception, context.Options.MetadataAddress ?? "");
            context.Fail(new OidcMetadataException(exception));
        }
    }

    private static async Task OnChallengeAsync(JwtBearerChallengeContext context, OidcOptions oidc)
    {
        context.HandleResponse();
        if (context.AuthenticateFailure is SecurityTokenInvalidAudienceException wrong) Log.AudienceRefused(Logger(context.HttpContext), wrong.InvalidAudience ?? "nobody", oidc.Audience);
        var problem = CallerRefusal.Unauthorized(context.AuthenticateFailure);
        if (problem.Status == StatusCodes.Status401Unauthorized) context.Response.Headers.WWWAuthenticate = "Bearer";
        await RefuseAsync(context.HttpContext, problem);
    }

    private static async Task OnForbiddenAsync(ForbiddenContext context)
    {
        var (email, verified) = Identity(context.HttpContext.User);
        await RefuseAsync(context.HttpContext, CallerRefusal.Forbidden(email, verified));
    }

    private static async Task RefuseAsync(HttpContext context, Problem problem)
    {
        Log.CallerRefused(Logger(context), problem.Reason, problem.Detail);
        await problem.ToResult().ExecuteAsync(context);
    }

    private static bool IsAllowed(ClaimsPrincipal user, OidcOptions oidc)
    {
        var (email, verified) = Identity(user);
        return email is not null && verified && oidc.Emails.Contains(email, StringComparer.OrdinalIgnoreCase);
    }

    private static (string? Email, bool Verified) Identity(ClaimsPrincipal user)
    {
        // a token with two e-mail claims identifies nobody
        var emails = user.FindAll("email").ToList();
        var verified = user.FindAll("email_verified").ToList();
        return (emails is [var email] ? email.Value : null, verified is [var flag] && string.Equals(flag.Value, "true", StringComparison.OrdinalIgnoreCase));
    }

    private static ILogger Logger(HttpContext context) =>
        context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(CallerVerification));
}
