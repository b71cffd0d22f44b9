using System.Text;

namespace StartOperator.Package.Reading;

/// <summary>The keys that lead to a piece of a document. Spelled out only when a diagnostic needs it.</summary>
internal sealed class DocumentPath
{
    private const int LongestKey = 128;

    private readonly DocumentPath? _parent;
    private readonly string _key;

    private DocumentPath(DocumentPath? parent, string key) => (_parent, _key, Depth) = (parent, key, (parent?.Depth ?? -1) + 1);

    /// <summary>The whole document.</summary>
    public static DocumentPath Root { get; } = new(null, "");

    /// <summary>How many keys it has.</summary>
    public int Depth { get; }

    /// <summary>The path of what stands under a key.</summary>
    public DocumentPath Under(string key) => new(this, key);

    /// <summary>The keys with dots between; long ones are cut.</summary>
    public override string ToString() => _parent is null ? "" : Print(new StringBuilder()).ToString();

    private StringBuilder Print(StringBuilder printed)
    {
        if (_parent is null) return printed;
        if (_parent._parent is not null) _parent.Print(printed).Append('.');
        return printed.Append(Wording.Short(_key, LongestKey));
    }
}
