using System.Runtime.InteropServices;

namespace PmpPulse.ServiceDefaults.Files;

/// <summary>Who owns a path and what it is; for a link, the link itself. .NET reports modes, but no owners.</summary>
/// <param name="Mode">Kind and permissions, as <c>st_mode</c> has them.</param>
/// <param name="Owner">User id.</param>
internal readonly record struct UnixStat(int Mode, uint Owner)
{
    private const int KindMask = 0xF000;
    private const int Link = 0xA000;
    private const int Folder = 0x4000;
    private const int Regular = 0x8000;
    private const int GroupAndOtherWrite = 0x12;
    private const int GroupAndOtherAny = 0x3F;

    public bool IsLink => (Mode & KindMask) == Link;

    public bool IsFolder => (Mode & KindMask) == Folder;

    public bool IsRegular => (Mode & KindMask) == Regular;

    /// <summary>Whether its group or everybody may write.</summary>
    public bool IsWrittenByOthers => (Mode & GroupAndOtherWrite) != 0;

    /// <summary>Whether its group or everybody may do anything.</summary>
    public bool IsOpenToOthers => (Mode & GroupAndOtherAny) != 0;

    /// <summary>Whether this process's user owns it.</summary>
    public bool IsOurs => Owner == EffectiveUser();

    /// <summary>Null if nothing is there, or it can't be read.</summary>
    public static UnixStat? Of(string path) => LStat(path, out var status) == 0 ? new UnixStat(status.Mode, status.Owner) : null;

    // the shim under .NET's own System.IO has one layout on all systems; libc's differs by system and processor
    [DllImport("libSystem.Native", EntryPoint = "SystemNative_LStat", BestFitMapping = false, ThrowOnUnmappableChar = true)]
    private static extern int LStat([MarshalAs(UnmanagedType.LPUTF8Str)] string path, out FileStatus status);

    [DllImport("libSystem.Native", EntryPoint = "SystemNative_GetEUid")]
    private static extern uint EffectiveUser();

    /// <summary>The shim's <c>FileStatus</c>: of its fields the first three matter here.</summary>
    [StructLayout(LayoutKind.Sequential, Size = 192)]
    private struct FileStatus
    {
        public int Flags;
        public int Mode;
        public uint Owner;
    }
}
