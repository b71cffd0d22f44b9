using System.Text.Json.Nodes;
using StartOperator.LocalCluster.Schemas;

namespace StartOperator.LocalCluster.ManagedFields;

/// <summary>A set of paths to fields. Only <see cref="Insert"/> changes it; all else makes new sets.</summary>
internal sealed class FieldSet
{
    private readonly SortedSet<PathElement> _members = [];
    private readonly SortedDictionary<PathElement, FieldSet> _children = [];

    public bool IsEmpty => _members.Count == 0 && _children.Values.All(child => child.IsEmpty);

    public void Insert(ReadOnlySpan<PathElement> path)
    {
        if (path.Length == 0) return;
        if (path.Length == 1)
        {
            _members.Add(path[0]);
            return;
        }

        if (!_children.TryGetValue(path[0], out var child)) _children[path[0]] = child = new FieldSet();
        child.Insert(path[1..]);
    }

    public static FieldSet Of(params IEnumerable<PathElement[]> paths)
    {
        var set = new FieldSet();
        foreach (var path in paths) set.Insert(path);
        return set;
    }

    public bool HasMember(PathElement element) => _members.Contains(element);

    public bool Has(IReadOnlyList<PathElement> path)
    {
        var set = this;
        for (var i = 0; i < path.Count - 1; i++)
        {
            if (!set._children.TryGetValue(path[i], out set)) return false;
        }

        return path.Count > 0 && set._members.Contains(path[^1]);
    }

    /// <summary>The paths below one step.</summary>
    public FieldSet Below(PathElement element) => _children.GetValueOrDefault(element) ?? new FieldSet();

    public FieldSet Union(FieldSet other) => Combine(other, (mine, theirs) => mine || theirs);

    public FieldSet Intersection(FieldSet other) => Combine(other, (mine, theirs) => mine && theirs);

    /// <summary>The paths that are not in the other set, each on its own.</summary>
    public FieldSet Difference(FieldSet other) => Combine(other, (mine, theirs) => mine && !theirs);

    /// <summary>The paths that are neither in the other set nor below one of its paths.</summary>
    public FieldSet WithoutTrees(FieldSet other)
    {
        var result = new FieldSet();
        foreach (var member in _members.Where(member => !other._members.Contains(member))) result._members.Add(member);
        foreach (var (element, child) in _children.Where(child => !other._members.Contains(child.Key)))
        {
            var rest = other._children.TryGetValue(element, out var theirs) ? child.WithoutTrees(theirs) : child;
            if (!rest.IsEmpty) result._children[element] = rest;
        }

        return result;
    }

    /// <summary>The set with every named field that has something below it as a member of its own.</summary>
    public FieldSet WithNamedFields(Schema? schema)
    {
        var result = new FieldSet();
        result._members.UnionWith(_members);
        foreach (var (element, child) in _children)
        {
            var known = element.IsField && schema is { Kind: SchemaKind.Object } && schema.Fields.ContainsKey(element.Text);
            if (known) result._members.Add(element);
            result._children[element] = child.WithNamedFields(element.IsField ? schema?.Child(element.Text) : schema?.Element);
        }

        return result;
    }

    /// <summary>All paths, in order.</summary>
    public IEnumerable<PathElement[]> Paths() => Paths([]);

    public JsonObject ToJson()
    {
        var json = new JsonObject();
        foreach (var element in _members.Concat(_children.Keys).Distinct().Order())
        {
            var below = _children.TryGetValue(element, out var child) && !child.IsEmpty ? child.ToJson() : [];
            if (below.Count > 0 && _members.Contains(element)) below.Insert(0, ".", new JsonObject());
            json[element.Encoded] = below;
        }

        return json;
    }

    /// <summary>Reads fieldsV1; null when it isn't a set of paths.</summary>
    public static FieldSet? FromJson(JsonNode? json)
    {
        if (json is not JsonObject obj) return null;
        var set = new FieldSet();
        foreach (var (name, below) in obj)
        {
            if (name == "." || PathElement.IsOfUnknownKind(name)) continue;
            if (PathElement.Parse(name) is not { } element || below is not JsonObject children) return null;
            if (children.Count == 0 || children.ContainsKey(".")) set._members.Add(element);
            if (children.Count == 0) continue;
            if (FromJson(children) is not { } child) return null;
            if (!child.IsEmpty) set._children[element] = child;
        }

        return set;
    }

    private FieldSet Combine(FieldSet other, Func<bool, bool, bool> keep)
    {
        var result = new FieldSet();
        foreach (var member in _members.Union(other._members))
        {
            if (keep(_members.Contains(member), other._members.Contains(member))) result._members.Add(member);
        }

        foreach (var element in _children.Keys.Union(other._children.Keys))
        {
            var child = Below(element).Combine(other.Below(element), keep);
            if (!child.IsEmpty) result._children[element] = child;
        }

        return result;
    }

    private IEnumerable<PathElement[]> Paths(PathElement[] prefix)
    {
        foreach (var element in _members.Concat(_children.Keys).Distinct().Order())
        {
            PathElement[] path = [.. prefix, element];
            if (_members.Contains(element)) yield return path;
            if (!_children.TryGetValue(element, out var child)) continue;
            foreach (var below in child.Paths(path)) yield return below;
        }
    }
}
