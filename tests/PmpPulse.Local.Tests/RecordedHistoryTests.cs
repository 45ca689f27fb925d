using PmpPulse.Testing;

namespace PmpPulse.Local.Tests;

public sealed class RecordedHistoryTests
{
    [Fact]
    public void Name_TwoFoldersWithOneName_AreTwoHistories()
    {
        using var directory = new TemporaryDirectory();
        var paris = Directory.CreateDirectory(Path.Combine(directory, "paris", "monday")).FullName;
        var oslo = Directory.CreateDirectory(Path.Combine(directory, "oslo", "monday")).FullName;

        RecordedHistory.Name(paris).Should().StartWith("recorded-monday-").And.NotBe(RecordedHistory.Name(oslo));
    }

    [Fact]
    public void Name_OneFolderByDifferentPaths_IsOneHistory()
    {
        using var directory = new TemporaryDirectory();
        var folder = Directory.CreateDirectory(Path.Combine(directory, "monday")).FullName;
        var link = Path.Combine(directory, "link");
        Directory.CreateSymbolicLink(link, folder);

        RecordedHistory.Name(folder + "/").Should().Be(RecordedHistory.Name(folder));
        RecordedHistory.Name(Path.Combine(folder, "..", "monday")).Should().Be(RecordedHistory.Name(folder));
        RecordedHistory.Name(link).Should().Be(RecordedHistory.Name(folder));
    }

    [Theory]
    [InlineData("a b/../c", "recorded-c-")]
    [InlineData("x\u001b[2J", "recorded-x__2J-")]
    [InlineData("été", "recorded-_t_-")]
    public void Name_AnyFolder_IsASafeName(string folder, string name) => RecordedHistory.Name(folder).Should().StartWith(name);
}
