using System.Reflection;
using k8s.Models;

namespace StartOperator.Runtime.Controllers;

/// <summary>The rules of a role, from the attributes of the types that need them (<see cref="EntityRbacAttribute"/>, <see cref="GenericRbacAttribute"/>).</summary>
public static class RbacRules
{
    private static readonly (RbacVerb Verb, string Name)[] Names =
    [
        (RbacVerb.Get, "get"), (RbacVerb.List, "list"), (RbacVerb.Watch, "watch"), (RbacVerb.Create, "create"), (RbacVerb.Update, "update"),
        (RbacVerb.Patch, "patch"), (RbacVerb.Delete, "delete"), (RbacVerb.DeleteCollection, "deletecollection"),
    ];

    /// <summary>
    /// What all these types need together: of each resource the verbs, once; resources of one group with the same verbs in one rule; sorted, so that
    /// the same needs give the same text.
    /// </summary>
    /// <exception cref="InvalidOperationException">An attribute names a type that is no kind of the API (it lacks <see cref="KubernetesEntityAttribute"/>).</exception>
    public static IReadOnlyList<V1PolicyRule> Of(IEnumerable<Type> holders)
    {
        var needs = new Dictionary<(string Group, string Resource, string Names), RbacVerb>();
        foreach (var holder in holders)
        {
            foreach (var (group, resource, names, verbs) in NeedsOf(holder))
            {
                needs[(group, resource, names)] = needs.GetValueOrDefault((group, resource, names)) | verbs;
            }
        }

        return
        [
            .. needs
                .GroupBy(n => (n.Key.Group, n.Key.Names, Verbs: n.Value), n => n.Key.Resource)
                .OrderBy(r => r.Key.Group, StringComparer.Ordinal).ThenBy(r => r.Min(StringComparer.Ordinal), StringComparer.Ordinal)
                .Select(r => Rule(r.Key.Group, r, r.Key.Names, r.Key.Verbs)),
        ];
    }

    private static IEnumerable<(string Group, string Resource, string Names, RbacVerb Verbs)> NeedsOf(Type holder)
    {
        foreach (var attribute in holder.GetCustomAttributes<EntityRbacAttribute>(inherit: false))
        {
            foreach (var entity in attribute.Entities)
            {
                var kind = entity.GetCustomAttribute<KubernetesEntityAttribute>()
                    ?? throw new InvalidOperationException($"{holder.Name} needs {entity.Name}, which is no kind of the API: it lacks [KubernetesEntity]");
                yield return (kind.Group ?? "", kind.PluralName, "", attribute.Verbs);
            }
        }

        foreach (var attribute in holder.GetCustomAttributes<GenericRbacAttribute>(inherit: false))
        {
            var names = string.Join(',', attribute.ResourceNames.Order(StringComparer.Ordinal));
            foreach (var group in attribute.Groups)
            {
                foreach (var resource in attribute.Resources)
                {
                    yield return (group, resource, names, attribute.Verbs);
                }
            }
        }
    }

    private static V1PolicyRule Rule(string group, IEnumerable<string> resources, string names, RbacVerb verbs) => new()
    {
        ApiGroups = [group],
        Resources = [.. resources.Order(StringComparer.Ordinal)],
        ResourceNames = names.Length == 0 ? null : names.Split(','),
        Verbs = [.. Names.Where(n => verbs.HasFlag(n.Verb)).Select(n => n.Name)],
    };
}
