using System.Text.Json;
using k8s;
using k8s.Models;

namespace StartOperator.Runtime.Client;

/// <summary>An object that the server sent and that its kind can't hold, such as one written under an older schema.</summary>
/// <param name="Header">Which object it is, as far as can be told.</param>
/// <param name="Error">What is wrong with it.</param>
public readonly record struct UndecodableObject(ObjectHeader Header, string Error);

/// <summary>One page of a list.</summary>
/// <typeparam name="T">The type of the objects.</typeparam>
/// <param name="Items">The objects.</param>
/// <param name="Undecodable">The objects that exist but can't be decoded.</param>
/// <param name="ResourceVersion">The version of the whole list, the same on each page: where a watch goes on.</param>
/// <param name="Continue">What asks for the next page; null on the last.</param>
public sealed record ListPage<T>(
    IReadOnlyList<T> Items, IReadOnlyList<UndecodableObject> Undecodable, string ResourceVersion, string? Continue)
    where T : class, IKubernetesObject<V1ObjectMeta>
{
    /// <summary>Reads a page.</summary>
    /// <exception cref="JsonException">The text is not a list.</exception>
    internal static ListPage<T> Read(ResourceKind<T> kind, ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, KubernetesContracts.EnvelopeOptions);
        var items = new List<T>();
        var undecodable = new List<UndecodableObject>();
        V1ListMeta? metadata = null;
        Expect(ref reader, JsonTokenType.StartObject);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("metadata"u8))
            {
                metadata = JsonSerializer.Deserialize(ref reader, KubernetesContracts.Of<V1ListMeta>());
            }
            else if (reader.ValueTextEquals("items"u8))
            {
                ReadItems(kind, json, ref reader, items, undecodable);
            }
            else
            {
                reader.Read();
                reader.Skip();
            }
        }

        return metadata?.ResourceVersion is { } version
            ? new ListPage<T>(items, undecodable, version, string.IsNullOrEmpty(metadata.ContinueProperty) ? null : metadata.ContinueProperty)
            : throw new JsonException("a list needs metadata.resourceVersion");
    }

    private static void ReadItems(
        ResourceKind<T> kind, ReadOnlySpan<byte> json, ref Utf8JsonReader reader, List<T> items, List<UndecodableObject> undecodable)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.Null)
        {
            return;
        }

        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw new JsonException("items is not an array");
        }

        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            var item = json[start..(int)reader.BytesConsumed];
            try
            {
                items.Add(kind.Read(item));
            }
            catch (JsonException e)
            {
                undecodable.Add(new UndecodableObject(ObjectHeader.Read(item), e.Message));
            }
        }
    }

    private static void Expect(ref Utf8JsonReader reader, JsonTokenType type)
    {
        if (!reader.Read() || reader.TokenType != type)
        {
            throw new JsonException($"expected {type}");
        }
    }
}
