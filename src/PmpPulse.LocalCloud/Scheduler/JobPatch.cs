using System.Text.Json;
using System.Text.Json.Nodes;
using PmpPulse.LocalCloud.Hosting;

namespace PmpPulse.LocalCloud.Scheduler;

/// <summary>Parses jobs and job updates.</summary>
internal static class JobPatch
{
    private static readonly string[] Mutable = ["description", "schedule", "timeZone", "httpTarget", "retryConfig", "attemptDeadline"];
    private static readonly string[] Unsupported = ["pubsubTarget", "appEngineHttpTarget"];
    private static readonly string[] ByService = ["state", "userUpdateTime", "scheduleTime", "lastAttemptTime", "status"];

    /// <summary>Parses a client's job. Fields that only the service sets are ignored, as at Google.</summary>
    /// <exception cref="RestApiException">INVALID_ARGUMENT, UNIMPLEMENTED.</exception>
    public static SchedulerJob Read(JsonObject body)
    {
        foreach (var field in ByService) body.Remove(field);
        foreach (var field in Unsupported.Where(body.ContainsKey)) throw RestApiException.Unsupported($"Job.{field}");
        try
        {
            return body.Deserialize(SchedulerJson.Default.SchedulerJob)!;
        }
        catch (JsonException exception)
        {
            throw RestApiException.InvalidArgument($"Invalid JSON payload received. {exception.Message}");
        }
    }

    /// <summary>
    /// Applies the fields in <paramref name="mask"/> (comma-separated; if empty, all fields that are present) from the body to a job.
    /// </summary>
    /// <exception cref="RestApiException">INVALID_ARGUMENT, UNIMPLEMENTED.</exception>
    public static SchedulerJob Apply(SchedulerJob current, JsonObject body, string? mask)
    {
        var job = JsonSerializer.SerializeToNode(current, SchedulerJson.Default.SchedulerJob)!.AsObject();
        var paths = string.IsNullOrEmpty(mask)
            ? body.Select(property => property.Key).Where(key => key != "name" && !ByService.Contains(key))
            : mask.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(CamelCase);
        foreach (var path in paths.ToArray())
        {
            var steps = path.Split('.');
            if (Unsupported.Contains(steps[0])) throw RestApiException.Unsupported($"Job.{steps[0]}");
            if (!Mutable.Contains(steps[0]))
            {
                throw RestApiException.InvalidArgument($"Invalid update_mask: {path} is not a field of a job that can be changed.");
            }

            Apply(steps, body, job);
        }

        return JobRules.Normalize(Read(job)) with
        {
            State = current.State,
            Status = current.Status,
            LastAttemptTime = current.LastAttemptTime,
        };
    }

    private static void Apply(ReadOnlySpan<string> path, JsonObject? source, JsonObject target)
    {
        var value = source?[path[0]];
        if (path.Length == 1)
        {
            target.Remove(path[0]);
            if (value is not null) target[path[0]] = value.DeepClone();
            return;
        }

        if (target[path[0]] is not JsonObject inner) target[path[0]] = inner = [];
        Apply(path[1..], value as JsonObject, inner);
    }

    /// <summary>Converts a mask's path; both spellings are accepted: <c>http_target.uri</c> and <c>httpTarget.uri</c>.</summary>
    private static string CamelCase(string path) =>
        string.Join(
            '.',
            path.Split('.').Select(
                step => string.Concat(
                    step.Split('_').Select((word, i) => i == 0 || word.Length == 0 ? word : char.ToUpperInvariant(word[0]) + word[1..]))));
}
