using PmpPulse.Feeds.Recordings;
using PmpPulse.Testing;

namespace PmpPulse.Local.Tests;

public sealed class RecordedSystemTests
{
    [Theory]
    [InlineData("baywheels-2023-07", null, "baywheels")]
    [InlineData("velib-2025-10-18", null, "velib")]
    [InlineData("bicing-barcelona-2024", null, "bicing-barcelona")]
    [InlineData("anything", """{"data":{"system_id":" citibike "}}""", "citibike")]
    [InlineData("baywheels-2023-07", """{"data":{"system_id":"sf"}}""", "sf")]
    public async Task Find_RecordingNamesItsSystem_GivesNoNotice(string folder, string? information, string system)
    {
        using var directory = new TemporaryDirectory();

        RecordedSystem.Find(await FolderAsync(directory, folder, information)).Should().Be((system, (string?)null));
    }

    [Theory]
    [InlineData("monday", null, "velib", "does not say which system")]
    [InlineData("2025-10-18", null, "velib", "does not say which system")]
    [InlineData("monday", "{", "velib", "system_information.json can't be read")]
    [InlineData("monday", """{"data":{"system_id":7}}""", "velib", "has no usable data.system_id")]
    [InlineData("monday", """{"data":{"system_id":"a\nb"}}""", "velib", "has no usable data.system_id")]
    [InlineData("lyon-2024-01-01", "[]", "lyon", "By the folder's name")]
    public async Task Find_RecordingWithoutASystem_SaysWhatIsAssumedAndTheRemedy(string folder, string? information, string system, string notice)
    {
        using var directory = new TemporaryDirectory();

        var (found, said) = RecordedSystem.Find(await FolderAsync(directory, folder, information));

        found.Should().Be(system);
        said.Should().Contain(notice).And.Contain("FEED_SOURCE");
    }

    [Fact]
    public async Task Choose_SystemGiven_UsesIt()
    {
        using var directory = new TemporaryDirectory();
        var folder = await FolderAsync(directory, "baywheels-2023-07", null);
        var (options, _) = LocalProgram.ReadOptions([$"--FEED=dir:{folder}", "--FEED_SOURCE=sf"], bounded: true, directory);

        (await FeedSource.ChooseAsync(options, TestContext.Current.CancellationToken)).SystemId.Should().Be("sf");
    }

    private static async Task<string> FolderAsync(string directory, string name, string? information)
    {
        var folder = Directory.CreateDirectory(Path.Combine(directory, name)).FullName;
        if (information is not null) await File.WriteAllTextAsync(Path.Combine(folder, "system_information.json"), information, TestContext.Current.CancellationToken);
        return folder;
    }
}
