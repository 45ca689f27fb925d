using System.Globalization;
using System.Text.Json.Serialization;

namespace PmpPulse.LocalCloud.Disk;

/// <summary>The state of the disk that holds the data directory.</summary>
/// <param name="Folder">The data directory.</param>
/// <param name="Full">Whether there is too little space to continue writing.</param>
/// <param name="FreeBytes">The space that this process may still use.</param>
/// <param name="NeededBytes">How much must be free before LocalCloud stops calling the disk full.</param>
/// <param name="Since">When it became full (UTC); null if it is not full.</param>
public sealed record DiskReport(
    [property: JsonPropertyName("folder")] string Folder,
    [property: JsonPropertyName("full")] bool Full,
    [property: JsonPropertyName("freeBytes")] long FreeBytes,
    [property: JsonPropertyName("neededBytes")] long NeededBytes,
    [property: JsonPropertyName("since")] DateTimeOffset? Since)
{
    /// <summary>The folder and sizes as a sentence for people.</summary>
    public override string ToString() => Full
        ? string.Create(
            CultureInfo.InvariantCulture,
            $"disk full: {Folder} has {Mebibytes(FreeBytes)} free, {Mebibytes(NeededBytes)} are needed; writing resumes on its own once there is space")
        : string.Create(CultureInfo.InvariantCulture, $"{Folder} has {Mebibytes(FreeBytes)} free");

    private static string Mebibytes(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1 << 20):0.#} MiB");
}

[JsonSerializable(typeof(DiskReport))]
internal sealed partial class DiskJson : JsonSerializerContext;
