namespace StartOperator.Package.Model.Schema;

/// <summary>
/// How big the parts of a manifest may be. Where StartOS sets a limit, it is StartOS's (contract: manifest.md §8); the others are far
/// above anything published, and keep every part of a resource bounded. The reader and the schema enforce the same numbers.
/// Texts are counted in Unicode scalar values, as JSON Schema does.
/// </summary>
public static class Limits
{
    /// <summary>Identifiers: what a DNS label can hold.</summary>
    public const int Id = 63;

    /// <summary>What an identifier looks like (contract: manifest.md §2).</summary>
    public const string IdPattern = "^[a-z]+(-[a-z]+)*$";

    /// <summary>What a volume's identifier looks like in mounts.</summary>
    public const string MountPattern = "^([a-z]+(-[a-z]+)*|BACKUP)$";

    /// <summary>What a port looks like as the key of a map.</summary>
    public const string PortPattern = "^[1-9][0-9]{0,4}$";

    /// <summary>Digits of a port.</summary>
    public const int PortDigits = 5;

    /// <summary>The title, in bytes of UTF-8.</summary>
    public const int Title = 29;

    /// <summary>The short description.</summary>
    public const int ShortDescription = 160;

    /// <summary>The long description.</summary>
    public const int LongDescription = 5000;

    /// <summary>Names and other short texts.</summary>
    public const int Name = 256;

    /// <summary>Alerts, descriptions, warnings and other long texts.</summary>
    public const int LongText = 20_000;

    /// <summary>Release notes.</summary>
    public const int ReleaseNotes = 100_000;

    /// <summary>Versions.</summary>
    public const int Version = 64;

    /// <summary>Version ranges.</summary>
    public const int VersionRange = 512;

    /// <summary>Durations.</summary>
    public const int Duration = 64;

    /// <summary>URLs, as written in full.</summary>
    public const int Url = 2048;

    /// <summary>Paths.</summary>
    public const int Path = 1024;

    /// <summary>An argument or a command.</summary>
    public const int Argument = 8192;

    /// <summary>Arguments of a procedure, commands of a build.</summary>
    public const int Arguments = 256;

    /// <summary>Entries of a map and of a list of migrations.</summary>
    public const int Entries = 64;

    /// <summary>Entries of <c>replaces</c>.</summary>
    public const int Replaces = 9;

    /// <summary>An entry of <c>replaces</c>, in bytes of UTF-8.</summary>
    public const int Replaced = 9;

    /// <summary>Kernel architectures.</summary>
    public const int Architectures = 16;

    /// <summary>A regular expression.</summary>
    public const int Pattern = 4096;

    /// <summary>Fields of a config spec, at any level.</summary>
    public const int Fields = 1024;

    /// <summary>Values of an enumeration, variants of a union, items of a default.</summary>
    public const int Values = 1024;

    /// <summary>A key, a value or a default in a config spec.</summary>
    public const int Value = 8192;

    /// <summary>Characters of a random text.</summary>
    public const int Entropy = 8192;
}
