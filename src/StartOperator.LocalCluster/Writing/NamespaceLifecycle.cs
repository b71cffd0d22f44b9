using StartOperator.LocalCluster.Http;
using StartOperator.LocalCluster.Json;
using StartOperator.LocalCluster.Storage;

namespace StartOperator.LocalCluster.Writing;

/// <summary>Objects are only made in namespaces that exist and are not going away.</summary>
internal static class NamespaceLifecycle
{
    public static readonly Collection Namespaces = new("", "namespaces");

    /// <summary>The system's own namespaces can't be deleted.</summary>
    public static void CheckDeletion(ResourceTarget target)
    {
        if (target.Resource.Collection == Namespaces && target.Name is "default" or "kube-system" or "kube-public")
            throw StatusException.Forbidden(Namespaces, target.Name, "this namespace may not be deleted");
    }

    public static void Check(Admission admission, string name)
    {
        if (!admission.Resource.Namespaced || !admission.Creating) return;
        if (admission.Resource.Verbs is ["create"]) return;
        var found = admission.Store.Find(Namespaces, "", admission.Namespace) ?? throw StatusException.NotFound(Namespaces, admission.Namespace);
        if (found.Json.Text("metadata", "deletionTimestamp") is null && found.Json.Text("status", "phase") != "Terminating") return;
        var objectName = admission.Object.Text("metadata", "name") is { Length: > 0 } given ? given : name;
        throw StatusException.NamespaceTerminating(admission.Resource.Name, objectName, admission.Namespace);
    }
}
