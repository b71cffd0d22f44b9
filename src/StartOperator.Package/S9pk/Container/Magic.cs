using System.Text;
using StartOperator.Package.Reading;

namespace StartOperator.Package.S9pk.Container;

/// <summary>The three bytes by which a package is known (contract: s9pk.md §8).</summary>
internal static class Magic
{
    public const int Length = 3;
    public const byte Mark = (byte)';';

    /// <summary>What to take instead of a package of another version.</summary>
    public const string RightBuild = "build for StartOS 0.3.x (version 1)";

    /// <summary>Reads them and says which version of the format follows: 1 or 2.</summary>
    /// <exception cref="S9pkFault">It is another file, or another version.</exception>
    public static int ReadVersion(Stream source)
    {
        var start = new byte[Length];
        var read = source.ReadAtLeast(start, Length, throwOnEndOfStream: false);
        if (read < Length || start[0] != Mark || start[1] != Mark)
            throw new S9pkFault("", $"this is no s9pk file: it {Describe(start.AsSpan(0, read))}", "check the path");
        return start[2] is 1 or 2
            ? start[2]
            : throw new S9pkFault("", $"this is an s9pk file of version {start[2]}, which is unknown", $"take the package's {RightBuild}");
    }

    private static string Describe(ReadOnlySpan<byte> start) => start switch
    {
        [] => "is empty",
        [(byte)'<', ..] => "looks like a web page",
        [0x1f, 0x8b, ..] => "is compressed with gzip",
        _ => $"starts with '{Wording.Short(Encoding.Latin1.GetString(start))}' and not with ';;'",
    };
}
