using k8s.Models;
using StartOperator.Rendering;
using StartOperator.Rendering.Networking;
using StartOperator.Runtime;
using StartOperator.Runtime.Applying;
using StartOperator.Runtime.Caching;
using StartOperator.Runtime.Client;
using StartOperator.Runtime.Controllers;

namespace StartOperator.Boxes;

/// <summary>
/// The Service that gives a namespace's services their names: there as long as the namespace has a StartService. It has no owner, since it
/// belongs to all of them.
/// </summary>
/// <param name="applier">Writes.</param>
/// <param name="client">Deletes.</param>
/// <param name="caches">What there is.</param>
[EntityRbac(typeof(V1Service), Verbs = RbacVerb.Read | RbacVerb.Create | RbacVerb.Patch | RbacVerb.Delete)]
public sealed class BoxReconciler(Applier applier, ApiClient client, ObjectCaches caches) : IReconciler
{
    /// <summary>The reconciler's name.</summary>
    public const string Name = "box";

    /// <summary>The key of a namespace's box.</summary>
    public static NamespacedName KeyOf(string @namespace) => new(@namespace, ChildNames.BoxService);

    /// <inheritdoc />
    public async Task<ReconcileOutcome> ReconcileAsync(NamespacedName key, CancellationToken cancellationToken)
    {
        var present = caches.Get(Kinds.Service).Get(key);
        var isBox = key.Namespace != ChildNames.BoxService && caches.Get(StartServiceKind.Kind).List(key.Namespace).Count > 0;
        if (isBox)
        {
            // A Service of somebody else is told in the StartServices, which ask for the box's Service, too.
            await applier.EnsureAsync(Kinds.Service, BoxService.Render(key.Namespace), present, BoxService.IsOurs, cancellationToken);
        }
        else if (present is { Metadata.DeletionTimestamp: null } && BoxService.IsOurs(present))
        {
            await client.DeleteAsync(Kinds.Service, key, new DeleteConditions { Uid = present.Metadata.Uid }, cancellationToken);
        }

        return ReconcileOutcome.Done;
    }
}
