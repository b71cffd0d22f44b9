using StartOperator.Compat.Assets;
using StartOperator.Compat.Tar;

namespace StartOperator.Compat.CommandLine;

/// <summary>What the program says of itself.</summary>
internal static class Usage
{
    /// <summary>The remedy for every fault of the command line.</summary>
    public const string SeeHelp = "see 'compat --help'";

    /// <summary>The text of <c>--help</c>.</summary>
    public static readonly string Help = $"""
        compat - helps a StartOS package's containers along in Kubernetes pods

        compat assets lay-out --from SOURCE --to TARGET [--strip NAME] [--max-bytes N] [--max-entries N]
            Lays out one assets volume: TARGET becomes SOURCE's tree, in one step; an older tree there is replaced.
            Nothing is written if TARGET is already that tree. Can be killed and run again at any time.

            --from SOURCE    a folder, or a tar file, which may be gzipped (as one gzip stream)
            --to TARGET      a folder inside the volume, not the mount itself: mount the volume at /assets, lay out into
                             /assets/tree, and let the service mount the volume's subPath 'tree'.
                             Beside it stand .tree.digest and, while this runs, hidden names with .next-
            --strip NAME     lay out only the top-level folder NAME of SOURCE, as if it were SOURCE
            --max-bytes N    the most bytes of file content (Ki, Mi, Gi may follow; default 2Gi)
            --max-entries N  the most files, folders and links (default {LayOutLimits.Default.MostEntries})

            Kept are contents, times (in seconds), links that stay inside the tree, empty folders, and modes as by
            'chmod u-s,g-s,-t,a+rX'. Owners and extended attributes are not: all belongs to the user this runs as.
            Refused are: names and links that lead out of the tree, names that come twice or through a link or file,
            names that are not UTF-8, devices, fifos, sockets, sparse files; paths of more than {EntryPath.MostDepth} folders
            or {EntryPath.MostBytes} bytes, link targets of more than {LinkTarget.MostBytes} bytes; damaged archives, and
            those that unpack to more than {ProportionateStream.MostExpansion} times their length.

        compat install --to PATH
            Copies this program to PATH, executable, in one step.

        compat --help | --version

        Exit codes: 0 done; 1 SOURCE is refused: running again is pointless; 2 the command line is wrong; 3 the system
        failed (disk full, no permission, nothing mounted): running again may help. The reason is one line on stderr.

        """;
}
