using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using k8s;
using k8s.Models;

namespace StartOperator.Runtime.Client;

/// <summary>Whether objects of a kind live in a namespace.</summary>
public enum ResourceScope
{
    /// <summary>Every object has a namespace.</summary>
    Namespaced,

    /// <summary>Objects belong to the whole cluster.</summary>
    Cluster,
}

/// <summary>What a kind is called, and where the API server serves it. Two descriptors are the same only if they are one object.</summary>
/// <param name="group">The API group; empty for the core group.</param>
/// <param name="version">The version within the group, such as <c>v1</c>.</param>
/// <param name="plural">The name in URLs, such as <c>pods</c>.</param>
/// <param name="kind">The name in objects, such as <c>Pod</c>.</param>
/// <param name="scope">Whether its objects have a namespace.</param>
public abstract class ResourceKind(string group, string version, string plural, string kind, ResourceScope scope)
{
    /// <summary>The API group; empty for the core group.</summary>
    public string Group { get; } = group;

    /// <summary>The version within the group.</summary>
    public string Version { get; } = version;

    /// <summary>The name in URLs.</summary>
    public string Plural { get; } = plural;

    /// <summary>The name in objects.</summary>
    public string Kind { get; } = kind;

    /// <summary>Whether its objects have a namespace.</summary>
    public ResourceScope Scope { get; } = scope;

    /// <summary>The <c>apiVersion</c> of its objects.</summary>
    public string ApiVersion { get; } = group.Length == 0 ? version : $"{group}/{version}";

    /// <summary><c>plural.group</c>, as in RBAC rules and CRD names; the plural alone in the core group.</summary>
    public string FullName { get; } = group.Length == 0 ? plural : $"{plural}.{group}";

    /// <summary>The .NET type of its objects.</summary>
    public abstract Type ObjectType { get; }

    /// <inheritdoc />
    public override string ToString() => $"{ApiVersion} {Kind}";
}

/// <summary>A kind together with how its objects are read and written as JSON, without reflection.</summary>
/// <typeparam name="T">The type of its objects.</typeparam>
public sealed class ResourceKind<T> : ResourceKind
    where T : class, IKubernetesObject<V1ObjectMeta>
{
    private readonly Lazy<JsonTypeInfo<T>> _contract;

    /// <summary>Describes a kind.</summary>
    /// <param name="group">The API group; empty for the core group.</param>
    /// <param name="version">The version within the group.</param>
    /// <param name="plural">The name in URLs.</param>
    /// <param name="kind">The name in objects.</param>
    /// <param name="scope">Whether its objects have a namespace.</param>
    /// <param name="contract">
    /// The source-generated JSON contract, <c>MyContext.Default.MyResource</c>. The context needs no options of its own:
    /// types of <c>k8s.Models</c> are written as KubernetesClient writes them, and names are camel case unless the context says otherwise.
    /// </param>
    public ResourceKind(string group, string version, string plural, string kind, ResourceScope scope, JsonTypeInfo<T> contract)
        : base(group, version, plural, kind, scope)
    {
        _contract = new(() => (JsonTypeInfo<T>)KubernetesContracts.For(contract.Options).GetTypeInfo(typeof(T)));
    }

    /// <inheritdoc />
    public override Type ObjectType => typeof(T);

    /// <summary>
    /// Reads an object without its <c>managedFields</c>, which only the server needs and which often outweigh the rest.
    /// </summary>
    /// <exception cref="JsonException">The text is not an object of this kind.</exception>
    public T Read(ReadOnlySpan<byte> json)
    {
        var resource = Decode(json) ?? throw new JsonException($"null is not a {Kind}");
        if (resource.Metadata?.Name is null)
        {
            throw new JsonException($"a {Kind} needs metadata.name");
        }

        resource.ApiVersion = ApiVersion;
        resource.Kind = Kind;
        return resource;
    }

    private T? Decode(ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, _contract.Value);
        }
        catch (Exception e) when (e is not JsonException)
        {
            // Converters of single fields, such as that of quantities, throw what they like.
            throw new JsonException($"not a {Kind}: {e.Message}", e);
        }
    }

    /// <summary>Writes an object as the API server wants it, with <c>apiVersion</c> and <c>kind</c> filled in where they are missing.</summary>
    public byte[] Write(T resource)
    {
        resource.ApiVersion ??= ApiVersion;
        resource.Kind ??= Kind;
        return JsonSerializer.SerializeToUtf8Bytes(resource, _contract.Value);
    }
}
