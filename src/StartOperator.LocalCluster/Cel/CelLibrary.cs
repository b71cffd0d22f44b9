using System.Net;
using StartOperator.LocalCluster.Quantities;

namespace StartOperator.LocalCluster.Cel;

/// <summary>All functions rules can call.</summary>
internal static class CelLibrary
{
    private static readonly ILookup<(string Name, bool IsMember), CelOverload> Overloads =
        CelOperators.All.Concat(CelConversions.All).Concat(CelStrings.All).Concat(CelLists.All).Concat(CelKubernetes.All).ToLookup(overload => (overload.Name, overload.IsMember));

    /// <summary>The names that stand for types.</summary>
    public static IReadOnlyDictionary<string, CelType> Types { get; } = new[]
    {
        CelType.Bool, CelType.Int, CelType.UInt, CelType.Double, CelType.Text, CelType.Bytes, CelType.Type,
    }.Select(type => KeyValuePair.Create(type.Name, type)).Concat(
    [
        new("null_type", CelType.Null), new("list", CelType.List(CelType.Dyn)), new("map", CelType.Map(CelType.Dyn, CelType.Dyn)),
        new("google.protobuf.Timestamp", CelType.Timestamp), new("google.protobuf.Duration", CelType.Duration),
    ]).ToDictionary();

    /// <summary>The first words of functions with dotted names.</summary>
    public static IReadOnlySet<string> Namespaces { get; } = new HashSet<string> { "strings", "lists", "sets", "optional", "format", "ip" };

    public static IEnumerable<CelOverload> Find(string name, bool isMember) => Overloads[(name, isMember)];

    /// <summary>Calls the signature that takes these arguments.</summary>
    /// <exception cref="CelException">None does, or the call fails.</exception>
    public static object? Call(string name, bool isMember, object?[] arguments)
    {
        foreach (var overload in Find(name, isMember))
        {
            if (overload.Takes(arguments)) return overload.Apply(arguments);
        }

        throw name[0] is '_' or '@' or '!' or '-' ? CelException.NoOverload() : new CelException($"no such overload: {name}");
    }

    /// <summary>The type of a library's value.</summary>
    public static CelType OpaqueOf(object value) => value switch
    {
        Uri => CelKubernetes.Url,
        Quantity => CelKubernetes.Amount,
        IPAddress => CelKubernetes.Address,
        IPNetwork => CelKubernetes.Network,
        CelSemver => CelKubernetes.Version,
        _ => CelKubernetes.Format,
    };
}
