using System.Text;
using StartOperator.Compat.Linux;

namespace StartOperator.Compat.Assets;

/// <summary>The folder that TARGET stands in, locked against other runs, and the names that matter there.</summary>
internal sealed class LayOutTarget : IDisposable
{
    private readonly Folder _parent;
    private readonly string _path;
    private readonly string _name;
    private readonly string _marker;
    private readonly FileName _tree;

    private LayOutTarget(Folder parent, string path, string name)
    {
        _parent = parent;
        _path = path;
        _name = name;
        _marker = $".{name}.digest";
        _tree = FileName.Of(name);
    }

    /// <summary>Opens and locks the folder that TARGET stands in.</summary>
    public static LayOutTarget Open(Disk disk, LayOutRequest request)
    {
        var (outer, name) = TargetPath.Split(request.To);
        var parent = disk.OpenFolder(outer);
        parent.Lock();
        return new LayOutTarget(parent, request.To, name);
    }

    /// <summary>Why this source can't be laid out here, if so.</summary>
    public Fault? FaultOf(IAssetsSource source)
    {
        var there = _parent.StatusOf(_tree);
        if (there is not (null or { Kind: FileKind.Folder }))
        {
            return Fault.Refused(_path, "is there and is no folder", "give a TARGET that is free, or a folder laid out before");
        }

        if (source is not FolderSource folder) return null;
        var overlaps = folder.IsAround(_parent) || (there is { } old && folder.IsInside(old.Identity));
        return overlaps ? Fault.Refused(folder.Path, "overlaps with TARGET", "give folders of which none is inside the other") : null;
    }

    /// <summary>A name for something new beside TARGET, which a later run will remove should it be left.</summary>
    public FileName NewName() => PassingName.New(_name);

    /// <summary>Makes a folder beside TARGET.</summary>
    public Folder CreateFolder(FileName name) => _parent.CreateFolder(name);

    /// <summary>Removes something beside TARGET.</summary>
    public void Remove(FileName name) => TreeRemoval.Remove(_parent, name);

    /// <summary>Removes what earlier runs were killed over.</summary>
    public void RemoveLeftovers()
    {
        PassingName.RemoveLeftovers(_parent, _name);
        PassingName.RemoveLeftovers(_parent, _marker);
    }

    /// <summary>Gives the space back after a failure.</summary>
    public void TryRemoveLeftovers()
    {
        PassingName.TryRemoveLeftovers(_parent, _name);
        PassingName.TryRemoveLeftovers(_parent, _marker);
    }

    /// <summary>TARGET in short; null if there is none, none that a lay-out could have made, or one that can't be read to its end.</summary>
    public TreeSummary? Summarize(LayOutLimits limits)
    {
        if (_parent.StatusOf(_tree) is not { Kind: FileKind.Folder }) return null;
        try
        {
            using var tree = _parent.OpenFolder(_tree);
            return TreeDigest.Of(tree, limits);
        }
        catch (DiskFailure)
        {
            return null; // a bad block goes away by writing anew
        }
    }

    /// <summary>Makes the finished tree TARGET; answers under which name the old one still has to be removed, or null if there was none.</summary>
    public FileName? Switch(FileName next)
    {
        FileName? old = null;
        if (_parent.StatusOf(_tree) is null)
        {
            _parent.Rename(next, _tree);
        }
        else if (_parent.TryExchange(next, _tree))
        {
            old = next;
        }
        else
        {
            // A moment without TARGET: being killed right here means that the next run starts from nothing.
            old = NewName();
            _parent.Rename(_tree, old.Value);
            _parent.Rename(next, _tree);
        }

        _parent.Sync();
        return old;
    }

    /// <summary>The marker that stands beside TARGET, if a readable one does.</summary>
    public LayOutMarker? ReadMarker()
    {
        var name = FileName.Of(_marker);
        if (_parent.StatusOf(name) is not { Kind: FileKind.File, Size: <= LayOutMarker.MostBytes }) return null;
        using var file = _parent.OpenFile(name);
        var bytes = new byte[LayOutMarker.MostBytes];
        var length = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        return LayOutMarker.TryParse(Encoding.UTF8.GetString(bytes, 0, length));
    }

    /// <summary>Puts the marker beside TARGET.</summary>
    public void WriteMarker(LayOutMarker marker) =>
        FileReplacement.Write(_parent, _marker, mode: 0x1a4, file => file.Write(Encoding.UTF8.GetBytes(marker.ToString())));

    /// <inheritdoc/>
    public void Dispose() => _parent.Dispose();
}
