using System.Text;

namespace StartOperator.Runtime.Client;

/// <summary>URLs of collections and objects, relative to the API server's address.</summary>
internal static class ResourcePath
{
    public static string Collection(ResourceKind kind, string? space)
    {
        var path = Root(kind);
        if (kind.Scope == ResourceScope.Namespaced && !string.IsNullOrEmpty(space))
        {
            path.Append("/namespaces/").Append(Uri.EscapeDataString(space));
        }

        return path.Append('/').Append(kind.Plural).ToString();
    }

    public static string Object(ResourceKind kind, NamespacedName name, string? subresource = null)
    {
        if (string.IsNullOrEmpty(name.Name))
        {
            throw new ArgumentException($"a {kind.Kind} needs a name", nameof(name));
        }

        if (kind.Scope == ResourceScope.Namespaced && string.IsNullOrEmpty(name.Namespace))
        {
            throw new ArgumentException($"{kind.Kind} '{name.Name}' needs a namespace", nameof(name));
        }

        var path = Collection(kind, name.Namespace) + "/" + Uri.EscapeDataString(name.Name);
        return subresource is null ? path : $"{path}/{subresource}";
    }

    private static StringBuilder Root(ResourceKind kind) => kind.Group.Length == 0
        ? new StringBuilder("api/").Append(kind.Version)
        : new StringBuilder("apis/").Append(kind.Group).Append('/').Append(kind.Version);
}

/// <summary>Collects the query part of a URL.</summary>
internal readonly struct QueryBuilder(string path)
{
    private readonly StringBuilder _url = new(path);
    private readonly int _start = path.Length;

    public QueryBuilder Add(string name, string? value)
    {
        if (value is not null)
        {
            _url.Append(_url.Length == _start ? '?' : '&').Append(name).Append('=').Append(Uri.EscapeDataString(value));
        }

        return this;
    }

    public override string ToString() => _url.ToString();
}
