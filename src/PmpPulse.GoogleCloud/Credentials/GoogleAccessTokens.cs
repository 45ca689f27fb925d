using Google.Apis.Auth.OAuth2;
using Google.Apis.Auth.OAuth2.Responses;

namespace PmpPulse.GoogleCloud.Credentials;

/// <summary>
/// Access tokens by Application Default Credentials
/// (<see href="https://cloud.google.com/docs/authentication/application-default-credentials"/>), looked for at the first call,
/// cached and refreshed by Google's library.
/// </summary>
internal sealed class GoogleAccessTokens(string emulatorKey) : IDisposable
{
    private const string Scope = "https://www.googleapis.com/auth/cloud-platform";
    private readonly SemaphoreSlim _once = new(1, 1);
    private GoogleCredential? _credential;

    /// <summary>A valid token and, for a person's credentials, the project that pays for the calls.</summary>
    /// <exception cref="GoogleCloudConfigurationException">No credentials were found, or they are refused.</exception>
    public async Task<AccessToken> GetAsync(string uri, CancellationToken cancellationToken)
    {
        var credential = await GetCredentialAsync(cancellationToken);
        try
        {
            var token = await ((ITokenAccess)credential).GetAccessTokenForRequestAsync(uri, cancellationToken);
            return new AccessToken(token, credential.QuotaProject);
        }
        catch (TokenResponseException exception)
        {
            throw new GoogleCloudConfigurationException(
                $"Google refused the Application Default Credentials ({exception.Error?.Error ?? exception.Message}): log in again with 'gcloud auth application-default login', or check the service account.",
                exception);
        }
    }

    public void Dispose() => _once.Dispose();

    private async Task<GoogleCredential> GetCredentialAsync(CancellationToken cancellationToken)
    {
        await _once.WaitAsync(cancellationToken);
        try
        {
            return _credential ??= (await GoogleCredential.GetApplicationDefaultAsync(cancellationToken)).CreateScoped(Scope);
        }
        catch (InvalidOperationException exception)
        {
            throw new GoogleCloudConfigurationException(
                $"No Application Default Credentials were found. Run 'gcloud auth application-default login', or set GOOGLE_APPLICATION_CREDENTIALS to a credentials file, or set {emulatorKey} to host:port to use LocalCloud instead of Google.",
                exception);
        }
        finally
        {
            _once.Release();
        }
    }
}
