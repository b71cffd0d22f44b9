using System.Text.Json;
using k8s;
using k8s.Models;
using StartOperator.Runtime.Client;

namespace StartOperator.Runtime.Watching;

/// <summary>
/// Decodes a line of a watch, <c>{"type":"ADDED","object":{…}}</c>, in one pass over its bytes: API servers write it in exactly this
/// form, so the object's bytes are known without parsing. Any other spelling of the same JSON is read too, in two passes.
/// </summary>
internal static class WatchEventReader<T>
    where T : class, IKubernetesObject<V1ObjectMeta>
{
    /// <summary>Decodes a line.</summary>
    /// <exception cref="ApiException">The line is an error the server reports, or no event at all (reason <c>Malformed</c>).</exception>
    public static WatchEvent<T> Read(ResourceKind<T> kind, ReadOnlyMemory<byte> line, string url)
    {
        var json = line.Span.TrimEnd((byte)'\r');
        var (prefix, type) = Prefix(json);
        if (prefix > 0)
        {
            var item = json[prefix..^1];
            try
            {
                return new WatchEvent<T>(type, kind.Read(item), default, null);
            }
            catch (JsonException)
            {
                // Told apart below: not JSON at all, or an object that the kind can't hold.
            }
        }

        try
        {
            return ReadAnySpelling(kind, json, url);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new ApiException(null, "Malformed", $"watch {url}: a line is no event: {e.Message}", e);
        }
    }

    private static (int Length, WatchEventType Type) Prefix(ReadOnlySpan<byte> json)
    {
        var modified = """{"type":"MODIFIED","object":{"""u8;
        var added = """{"type":"ADDED","object":{"""u8;
        var deleted = """{"type":"DELETED","object":{"""u8;
        if (!json.EndsWith("}}"u8))
        {
            return default;
        }

        return json.StartsWith(modified) ? (modified.Length - 1, WatchEventType.Modified)
            : json.StartsWith(added) ? (added.Length - 1, WatchEventType.Added)
            : json.StartsWith(deleted) ? (deleted.Length - 1, WatchEventType.Deleted)
            : default;
    }

    private static WatchEvent<T> ReadAnySpelling(ResourceKind<T> kind, ReadOnlySpan<byte> json, string url)
    {
        var reader = new Utf8JsonReader(json, KubernetesContracts.EnvelopeOptions);
        string? type = null;
        ReadOnlySpan<byte> item = default;
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("expected an object");
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("type"u8))
            {
                reader.Read();
                type = reader.GetString();
            }
            else if (reader.ValueTextEquals("object"u8))
            {
                reader.Read();
                var start = (int)reader.TokenStartIndex;
                reader.Skip();
                item = json[start..(int)reader.BytesConsumed];
            }
            else
            {
                reader.Read();
                reader.Skip();
            }
        }

        return type switch
        {
            "ADDED" => Decode(WatchEventType.Added, kind, item),
            "MODIFIED" => Decode(WatchEventType.Modified, kind, item),
            "DELETED" => Decode(WatchEventType.Deleted, kind, item),
            "BOOKMARK" => new WatchEvent<T>(WatchEventType.Bookmark, null, ObjectHeader.Read(item), null),
            "ERROR" => throw ApiTransport.WatchError(url, item),
            _ => throw new JsonException($"'{type}' is not a type of event"),
        };
    }

    private static WatchEvent<T> Decode(WatchEventType type, ResourceKind<T> kind, ReadOnlySpan<byte> item)
    {
        try
        {
            return new WatchEvent<T>(type, kind.Read(item), default, null);
        }
        catch (JsonException e)
        {
            var header = ObjectHeader.Read(item);
            if (string.IsNullOrEmpty(header.Key.Name))
            {
                throw;
            }

            // A deletion needs no more than the name.
            return new WatchEvent<T>(type == WatchEventType.Deleted ? type : WatchEventType.Unreadable, null, header, e.Message);
        }
    }
}
