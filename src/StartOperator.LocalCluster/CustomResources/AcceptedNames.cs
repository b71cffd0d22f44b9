using System.Text.Json.Nodes;
using StartOperator.LocalCluster.Json;

namespace StartOperator.LocalCluster.CustomResources;

/// <summary>Which of a definition's names it may have, given the ones other definitions of its group hold already.</summary>
internal sealed class AcceptedNames
{
    private readonly JsonObject _names;
    private readonly bool _wasEstablished;
    private string? _reason;
    private string _message = "";

    private AcceptedNames(JsonObject definition)
    {
        _names = definition.Obj("status", "acceptedNames")?.Copy() ?? [];
        _wasEstablished = Conditions.IsTrue(definition, "Established");
    }

    public static AcceptedNames Decide(JsonObject definition, IEnumerable<JsonObject> others)
    {
        var (resources, kinds) = (new HashSet<string>(StringComparer.Ordinal), new HashSet<string>(StringComparer.Ordinal));
        foreach (var other in others.Where(other => other.Text("spec", "group") == definition.Text("spec", "group")))
        {
            var held = other.Obj("status", "acceptedNames");
            foreach (var field in (string[])["plural", "singular"]) resources.Add(held.Text(field) ?? "");
            resources.UnionWith(held.Texts("shortNames"));
            foreach (var field in (string[])["kind", "listKind"]) kinds.Add(held.Text(field) ?? "");
        }

        resources.Remove("");
        kinds.Remove("");
        var asked = definition.Obj("spec", "names") ?? [];
        var decided = new AcceptedNames(definition);
        decided.Take(asked, "plural", resources, "PluralConflict");
        decided.Take(asked, "singular", resources, "SingularConflict");
        decided.TakeShort(asked, resources);
        decided.Take(asked, "kind", kinds, "KindConflict");
        decided.Take(asked, "listKind", kinds, "ListKindConflict");
        decided._names.Put("categories", asked["categories"]);
        return decided;
    }

    /// <summary>Writes the accepted names and the conditions they lead to.</summary>
    public void Write(JsonObject status, DateTimeOffset now)
    {
        status["acceptedNames"] = _names.DeepClone();
        Conditions.Set(status, "NamesAccepted", _reason is null ? "True" : "False", _reason ?? "NoConflicts", _reason is null ? "no conflicts found" : _message, now);
        if (_wasEstablished) return;
        if (_reason is null) Conditions.Set(status, "Established", "True", "InitialNamesAccepted", "the initial names have been accepted", now);
        else Conditions.Set(status, "Established", "False", "NotAccepted", "not all names are accepted", now);
    }

    private void Take(JsonObject asked, string field, HashSet<string> taken, string conflict)
    {
        var name = asked.Text(field);
        if (name is null || name == _names.Text(field) || !taken.Contains(name)) _names.Put(field, asked[field]);
        else Refuse(conflict, name);
    }

    private void TakeShort(JsonObject asked, HashSet<string> taken)
    {
        var clash = asked.Texts("shortNames").Except(_names.Texts("shortNames")).FirstOrDefault(taken.Contains);
        if (clash is null) _names.Put("shortNames", asked["shortNames"]);
        else Refuse("ShortNamesConflict", clash);
    }

    private void Refuse(string reason, string name) => (_reason, _message) = (reason, $"\"{name}\" is already in use");
}
