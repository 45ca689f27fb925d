using System.Diagnostics;
using System.Runtime.Versioning;
using System.Security.Cryptography;
using PmpPulse.LocalCloud.Hosting;
using PmpPulse.Testing;

namespace PmpPulse.LocalCloud.Tests.Hosting;

/// <summary>The data directory is accessible to its owner only, and files that somebody else put there aren't used.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class DataDirectoryTests
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    [Fact]
    public void Open_MissingWithItsParents_IsCreatedForTheOwnerOnly()
    {
        using var directory = new TemporaryDirectory();
        var path = Path.Combine(directory, "a", "b");

        using var held = DataDirectory.Open(path);

        File.GetUnixFileMode(path).Should().Be(OwnerOnly);
        File.GetUnixFileMode(Path.Combine(path, "lock.pid")).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Fact]
    public void Open_ReadableByOthers_RemovesTheirAccess()
    {
        using var directory = new TemporaryDirectory();
        File.SetUnixFileMode(directory, OwnerOnly | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);

        using var held = DataDirectory.Open(directory);

        File.GetUnixFileMode(directory).Should().Be(OwnerOnly);
    }

    [Theory]
    [InlineData(UnixFileMode.GroupWrite)]
    [InlineData(UnixFileMode.OtherWrite)]
    public void Open_WritableByOthers_IsRefusedWithTheRemedy(UnixFileMode write)
    {
        using var directory = new TemporaryDirectory();
        File.SetUnixFileMode(directory, OwnerOnly | write);

        Refused(directory).Should().Contain("other users").And.Contain($"chmod -R go-rwx {directory.Path}");
        File.Exists(Path.Combine(directory, "lock")).Should().BeFalse("nothing was written");
    }

    [Fact]
    public void Open_FilesWithLoosePermissions_AreAFaultOnlyInAnOpenFolder()
    {
        using var directory = new TemporaryDirectory();
        var file = Path.Combine(directory, "pubsub.db");
        File.WriteAllText(file, "");
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite);
        using (DataDirectory.Open(directory))
        {
        }

        File.SetUnixFileMode(directory, OwnerOnly | UnixFileMode.OtherExecute);
        Refused(directory).Should().Contain(file).And.Contain("other users");
        Refused(directory).Should().Contain(file, "a refused folder must be refused again");
    }

    [Theory]
    [InlineData("lock")]
    [InlineData("lock.pid")]
    [InlineData("oidc-key.pem")]
    [InlineData("pubsub.db")]
    [InlineData("scheduler.db-wal")]
    [InlineData("bigquery/bigquery.duckdb")]
    [InlineData("bigquery")]
    [InlineData("any other name")]
    public void Open_PlantedLink_IsRefusedAndItsTargetUnchanged(string name)
    {
        using var directory = new TemporaryDirectory();
        using var victims = new TemporaryDirectory();
        var victim = Path.Combine(victims, "thesis.odt");
        File.WriteAllText(victim, "years");
        var link = Path.Combine(directory, name);
        Directory.CreateDirectory(Path.GetDirectoryName(link)!, OwnerOnly);
        File.CreateSymbolicLink(link, victim);

        Refused(directory).Should().Contain("is a link").And.Contain(name.Contains(' ', StringComparison.Ordinal) ? $"rm '{link}'" : $"rm {link}");
        File.ReadAllText(victim).Should().Be("years");
    }

    [Theory]
    [InlineData(".")]
    [InlineData("lock.pid")]
    [InlineData("bigquery")]
    public void Open_OwnedByAnotherUser_IsRefused(string name)
    {
        Assert.SkipUnless(Environment.UserName == "root", "only root can give a file away");
        using var directory = new TemporaryDirectory();
        Directory.CreateDirectory(Path.Combine(directory, "bigquery"), OwnerOnly);
        File.WriteAllText(Path.Combine(directory, "lock.pid"), "1");
        using (var chown = Process.Start("chown", ["65534", Path.GetFullPath(Path.Combine(directory, name))])) chown.WaitForExit();

        Refused(directory).Should().Contain("another user").And.Contain("65534");
    }

    [Fact]
    public void Open_File_SaysSo()
    {
        using var directory = new TemporaryDirectory();
        var file = Path.Combine(directory, "file");
        File.WriteAllText(file, "");

        Refused(file).Should().Contain("is a file");
        Refused(Path.Combine(file, "below")).Should().Contain("can't be used");
        Refused(Path.Combine(directory, new string('x', 300))).Should().Contain("can't be used");
    }

    [Fact]
    public void Key_FirstUse_IsPrivateToTheOwnerAndPersistent()
    {
        using var directory = new TemporaryDirectory();
        using var held = DataDirectory.Open(directory);

        using var first = new OidcSigner(held, TimeProvider.System);
        var id = first.KeySet().Keys[0].Id;
        using var second = new OidcSigner(held, TimeProvider.System);

        second.KeySet().Keys[0].Id.Should().Be(id);
        File.GetUnixFileMode(Path.Combine(directory, "oidc-key.pem")).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Fact]
    public void Key_PowerLossBeforeItWasWritten_IsRecreated()
    {
        using var directory = new TemporaryDirectory();
        using var held = DataDirectory.Open(directory);
        File.WriteAllText(Path.Combine(directory, "oidc-key.pem"), "");
        File.SetUnixFileMode(Path.Combine(directory, "oidc-key.pem"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.WriteAllText(Path.Combine(directory, "oidc-key.pem.new"), "-----BEGIN");

        using var signer = new OidcSigner(held, TimeProvider.System);

        signer.KeySet().Keys.Should().ContainSingle();
        File.ReadAllText(Path.Combine(directory, "oidc-key.pem")).Should().Contain("END PRIVATE KEY");
    }

    [Theory]
    [InlineData("weak", "1024 bits")]
    [InlineData("public", "contains no private RSA key")]
    [InlineData("garbage", "contains no private RSA key")]
    [InlineData("half", "contains no private RSA key")]
    [InlineData("readable", "may have copied it")]
    public void Key_Untrusted_IsRefusedBeforeServing(string kind, string says)
    {
        using var directory = new TemporaryDirectory();
        using var held = DataDirectory.Open(directory);
        var file = Path.Combine(directory, "oidc-key.pem");
        using var weak = RSA.Create(1024);
        using var strong = RSA.Create(2048);
        var pem = strong.ExportPkcs8PrivateKeyPem();
        File.WriteAllText(file, kind switch
        {
            "weak" => weak.ExportPkcs8PrivateKeyPem(),
            "public" => strong.ExportSubjectPublicKeyInfoPem(),
            "garbage" => "not a key",
            "half" => pem[..(pem.Length / 2)],
            _ => pem,
        });
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | (kind == "readable" ? UnixFileMode.GroupRead : UnixFileMode.None));

        var open = () => new OidcSigner(held, TimeProvider.System);

        open.Should().Throw<DataDirectoryException>().Which.Message.Should().Contain(says).And.Contain($"rm {file}");
    }

    private static string Refused(string path)
    {
        var open = () => DataDirectory.Open(path);
        return open.Should().Throw<DataDirectoryException>().Which.Message;
    }
}
