namespace StartOperator.Compat.Assets;

/// <summary>
/// The permission bits that are laid out: as the source has them, but without setuid, setgid and sticky, and readable by any user, because
/// the service may run as another user than the one who laid the tree out. The rule is that of <c>chmod u-s,g-s,-t,a+rX</c>.
/// </summary>
internal static class Permissions
{
    /// <summary>rwxr-xr-x.</summary>
    public const uint OrdinaryFolder = 0x1ed;

    private const uint All = 0x1ff;
    private const uint AnyMayRead = 0x124;
    private const uint AnyMayExecute = 0x49;

    /// <summary>The bits of a file whose source has <paramref name="mode"/>.</summary>
    public static uint OfFile(uint mode) => (mode & All) | AnyMayRead | ((mode & AnyMayExecute) != 0 ? AnyMayExecute : 0);

    /// <summary>The bits of a folder whose source has <paramref name="mode"/>.</summary>
    public static uint OfFolder(uint mode) => (mode & All) | AnyMayRead | AnyMayExecute;
}
