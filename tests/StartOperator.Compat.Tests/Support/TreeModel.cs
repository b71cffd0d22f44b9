using System.Formats.Tar;
using CsCheck;
using StartOperator.Compat.Assets;

namespace StartOperator.Compat.Tests.Support;

/// <summary>A tree as a test imagines it: paths and what is there.</summary>
internal sealed class TreeModel
{
    private const long ImplicitTime = 0;
    private const int ImplicitMode = 0x1ed;

    private readonly SortedDictionary<string, Node> _nodes = new(StringComparer.Ordinal);

    /// <summary>Trees of a few dozen entries with awkward names, all modes, links that stay inside, hard links and empty folders.</summary>
    public static Gen<TreeModel> Any { get; } =
        Gen.Select(Name.Array[1, 4], Gen.Int[0, 9], Gen.Int[0, 0xfff], Gen.Int[0, int.MaxValue], Content).Array[1, 25].Select(From);

    private static Gen<string> Name => Gen.OneOf(
        Gen.OneOf("a", "b", "c", "config_spec.yaml", "..data", "...", "with space", "back\\slash", "line\nbreak", "ünïcödé", "😀", "-rf", "*"),
        Gen.Int[90, 255].Select(length => new string('l', length)));

    private static Gen<byte[]> Content => Gen.OneOf(
        Gen.OneOf(0, 1, 511, 512, 513, 1024, 10_000).Select(length => Enumerable.Range(0, length).Select(i => (byte)i).ToArray()),
        Gen.Byte.Array[0, 100]);

    private abstract record Node(int Mode, long Time);

    private sealed record FolderEntry(int Mode, long Time, bool Implicit) : Node(Mode, Time);

    private sealed record FileEntry(int Mode, long Time, byte[] Content) : Node(Mode, Time);

    private sealed record HardLinkEntry(string Existing, FileEntry File) : Node(File.Mode, File.Time);

    private sealed record LinkEntry(string Target, long Time) : Node(0, Time);

    /// <summary>How the tree has to look when laid out.</summary>
    public string Picture => TreePicture.Join(_nodes.Select(node => KeyValuePair.Create(node.Key, Describe(node.Value)))
        .Prepend(KeyValuePair.Create("", TreePicture.Folder(ImplicitMode, ImplicitTime))));

    /// <summary>The tree as an archive.</summary>
    public byte[] ToTar(TarEntryFormat format, string prefix)
    {
        using var archive = new MemoryStream();
        using (var writer = new TarWriter(archive, format, leaveOpen: true))
        {
            // A hard link comes after its file.
            foreach (var (path, node) in _nodes.OrderBy(node => node.Value is HardLinkEntry))
            {
                if (node is FolderEntry { Implicit: true }) continue;
                writer.WriteEntry(ToEntry(format, prefix, path, node));
            }
        }

        return archive.ToArray();
    }

    /// <summary>The tree on disk, with each folder's own times left to chance.</summary>
    public void WriteTo(string root)
    {
        Directory.CreateDirectory(root);
        foreach (var (path, node) in _nodes.OrderBy(node => node.Value is HardLinkEntry))
        {
            var place = $"{root}/{path}";
            Directory.CreateDirectory(Path.GetDirectoryName(place)!);
            switch (node)
            {
                case FolderEntry: Directory.CreateDirectory(place); break;
                case LinkEntry link: File.CreateSymbolicLink(place, link.Target); break;
                case FileEntry file: WriteFile(place, file); break;
                case HardLinkEntry hard: WriteFile(place, hard.File); break;
            }
        }
    }

    public override string ToString() => Picture;

    private static void WriteFile(string place, FileEntry file)
    {
        File.WriteAllBytes(place, file.Content);
        File.SetLastWriteTimeUtc(place, DateTime.UnixEpoch.AddSeconds(file.Time));
        File.SetUnixFileMode(place, (UnixFileMode)Permissions.OfFile((uint)file.Mode));
    }

    private static TreeModel From((string[] Names, int Kind, int Mode, int Time, byte[] Content)[] wishes)
    {
        var tree = new TreeModel();
        foreach (var wish in wishes) tree.TryAdd(string.Join('/', wish.Names), wish.Kind, wish.Mode, wish.Time, wish.Content);
        return tree;
    }

    private void TryAdd(string path, int kind, int mode, long time, byte[] content)
    {
        var names = path.Split('/');
        var folders = Enumerable.Range(1, names.Length - 1).Select(depth => string.Join('/', names.Take(depth))).ToList();
        if (_nodes.ContainsKey(path) || folders.Any(folder => _nodes.TryGetValue(folder, out var node) && node is not FolderEntry)) return;
        Node entry = kind switch
        {
            0 or 1 => new FolderEntry(mode, time, Implicit: false),
            2 or 3 => new LinkEntry(TargetFrom(names.Length - 1, content.Length), time),
            4 when FirstFile() is { Value: FileEntry file } existing => new HardLinkEntry(existing.Key, file),
            _ => new FileEntry(mode, time, content),
        };
        foreach (var folder in folders) _nodes.TryAdd(folder, new FolderEntry(ImplicitMode, ImplicitTime, Implicit: true));
        _nodes.Add(path, entry);
    }

    private KeyValuePair<string, Node> FirstFile() => _nodes.FirstOrDefault(node => node.Value is FileEntry);

    /// <summary>Something that is there, or nothing, but inside.</summary>
    private string TargetFrom(int depth, int choice)
    {
        var up = string.Concat(Enumerable.Repeat("../", depth));
        return _nodes.Count == 0 ? $"{up}missing" : up + _nodes.Keys.ElementAt(choice % _nodes.Count);
    }

    private static TarEntry ToEntry(TarEntryFormat format, string prefix, string path, Node node)
    {
        var name = prefix + path;
        TarEntry entry = node switch
        {
            FolderEntry => Make(format, TarEntryType.Directory, name),
            LinkEntry => Make(format, TarEntryType.SymbolicLink, name),
            HardLinkEntry => Make(format, TarEntryType.HardLink, name),
            _ => Make(format, TarEntryType.RegularFile, name),
        };
        if (node is LinkEntry link) entry.LinkName = link.Target;
        if (node is HardLinkEntry hard) entry.LinkName = prefix + hard.Existing;
        if (node is FileEntry file) entry.DataStream = new MemoryStream(file.Content);
        entry.Mode = (UnixFileMode)node.Mode;
        entry.ModificationTime = DateTimeOffset.FromUnixTimeSeconds(node.Time);
        return entry;
    }

    private static TarEntry Make(TarEntryFormat format, TarEntryType type, string name) =>
        format == TarEntryFormat.Gnu ? new GnuTarEntry(type, name) : new PaxTarEntry(type, name);

    private static string Describe(Node node) => node switch
    {
        FolderEntry folder => TreePicture.Folder((int)Permissions.OfFolder((uint)folder.Mode), folder.Time),
        FileEntry file => TreePicture.File((int)Permissions.OfFile((uint)file.Mode), file.Time, file.Content),
        HardLinkEntry hard => Describe(hard.File),
        LinkEntry link => TreePicture.Link(link.Target, link.Time),
        _ => throw new NotSupportedException(),
    };
}
