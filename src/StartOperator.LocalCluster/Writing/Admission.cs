using System.Text.Json.Nodes;
using StartOperator.LocalCluster.Registry;
using StartOperator.LocalCluster.Storage;

namespace StartOperator.LocalCluster.Writing;

/// <summary>What a kind's admission sees: the object being written, the one it replaces, and the rest of the cluster.</summary>
internal sealed record Admission(ObjectStore Store, ApiResource Resource, string Namespace, string Subresource, JsonObject Object, JsonObject? Old)
{
    public required TimeProvider Clock { get; init; }

    public required Action<string> Warn { get; init; }

    public bool Creating => Old is null;

    public StoredObject? Find(string group, string plural, string ns, string name) => Store.Find(new Collection(group, plural), ns, name);

    public IEnumerable<StoredObject> List(string group, string plural, string ns = "") =>
        Store.Read(new Collection(group, plural)).Range(ns.Length == 0 ? "" : ns + "/");
}
