using System.Text.Json;

namespace StartOperator.Runtime.Client;

/// <summary>What can be told of any object, even one whose kind can't be decoded.</summary>
/// <param name="Kind">Its kind; empty in lists, where the server leaves it out.</param>
/// <param name="Key">Its name; both parts are empty in a bookmark.</param>
/// <param name="Uid">Its identity.</param>
/// <param name="ResourceVersion">Its version.</param>
public readonly record struct ObjectHeader(string Kind, NamespacedName Key, string Uid, string ResourceVersion)
{
    /// <summary>Reads the header; parts that are missing or of another type are empty.</summary>
    /// <exception cref="JsonException">The text is not JSON.</exception>
    public static ObjectHeader Read(ReadOnlySpan<byte> json)
    {
        try
        {
            return ReadChecked(json);
        }
        catch (InvalidOperationException e)
        {
            throw new JsonException("a string is not valid UTF-8", e);
        }
    }

    private static ObjectHeader ReadChecked(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, KubernetesContracts.EnvelopeOptions);
        string kind = "", name = "", space = "", uid = "", version = "";
        var inMetadata = false;
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.EndObject && reader.CurrentDepth == 1)
            {
                inMetadata = false;
            }

            if (reader.TokenType != JsonTokenType.PropertyName)
            {
                continue;
            }

            if (reader.CurrentDepth == 1 && reader.ValueTextEquals("metadata"u8))
            {
                reader.Read();
                inMetadata = reader.TokenType == JsonTokenType.StartObject;
                if (!inMetadata)
                {
                    reader.Skip();
                }
            }
            else if (reader.CurrentDepth == 1 && reader.ValueTextEquals("kind"u8))
            {
                kind = ReadString(ref reader);
            }
            else if (inMetadata && reader.ValueTextEquals("name"u8))
            {
                name = ReadString(ref reader);
            }
            else if (inMetadata && reader.ValueTextEquals("namespace"u8))
            {
                space = ReadString(ref reader);
            }
            else if (inMetadata && reader.ValueTextEquals("uid"u8))
            {
                uid = ReadString(ref reader);
            }
            else if (inMetadata && reader.ValueTextEquals("resourceVersion"u8))
            {
                version = ReadString(ref reader);
            }
            else
            {
                reader.Read();
                reader.Skip();
            }
        }

        return new ObjectHeader(kind, new NamespacedName(space, name), uid, version);
    }

    private static string ReadString(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.String)
        {
            return reader.GetString()!;
        }

        reader.Skip();
        return "";
    }
}
