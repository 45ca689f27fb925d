using PmpPulse.Dashboard.Answers;
using PmpPulse.Dashboard.Configuration;

namespace PmpPulse.Dashboard.Site;

/// <summary>Serves the page.</summary>
internal static class SiteEndpoints
{
    private static readonly string[] Methods = [HttpMethods.Get, HttpMethods.Head];

    public static void Map(IEndpointRouteBuilder routes, SiteFiles files, DashboardOptions options)
    {
        var policy = Policy(options.Streets);
        foreach (var path in files.Paths)
        {
            var answer = files[path];
            routes.MapMethods(path, Methods, context =>
            {
                context.Response.Headers.ContentSecurityPolicy = policy;
                return AnswerWriter.WriteAsync(context, answer, TimeSpan.Zero);
            });
        }
    }

    // no inline script or style, no eval, no frame, no form; of other hosts only images of the street map
    private static string Policy(StreetMap? streets) => string.Join(
        "; ",
        "default-src 'none'", "script-src 'self'", "style-src 'self'", "connect-src 'self'", "manifest-src 'self'",
        $"img-src 'self' data: blob:{(streets is null ? "" : " " + streets.Origin)}",
        "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'");
}
