using System.Text.Json.Nodes;

namespace StartOperator.LocalCluster.Storage;

/// <summary>Where objects of one kind are stored, whatever version they are served in.</summary>
internal readonly record struct Collection(string Group, string Plural)
{
    /// <summary>The name errors and selectors use: pods, widgets.example.com.</summary>
    public override string ToString() => Group.Length == 0 ? Plural : $"{Plural}.{Group}";
}

/// <summary>One version of an object. The JSON is never changed once stored; whoever wants to change it copies it.</summary>
internal sealed record StoredObject(string Namespace, string Name, long Revision, JsonObject Json)
{
    /// <summary>The position in a listing, which is the order of storage keys.</summary>
    public string Path { get; } = PathOf(Namespace, Name);

    public static string PathOf(string ns, string name) => ns.Length == 0 ? name : $"{ns}/{name}";
}

/// <summary>Orders objects by storage key.</summary>
internal sealed class ByPath : IComparer<StoredObject>
{
    public static ByPath Order { get; } = new();

    public int Compare(StoredObject? x, StoredObject? y) => string.CompareOrdinal(x?.Path, y?.Path);
}
