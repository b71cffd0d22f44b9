using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace StartOperator.Runtime.Client;

/// <summary>
/// Times as the API server writes them (RFC 3339, up to nine decimals, of which seven are kept), and as it takes them: whole seconds without decimals,
/// others with six, as MicroTime demands.
/// </summary>
internal sealed class KubernetesTime : JsonConverter<DateTime>
{
    /// <inheritdoc />
    public override DateTime Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && reader.TryGetDateTimeOffset(out var time)
            ? time.UtcDateTime
            : throw new JsonException("not a time as in 2026-01-31T12:00:00Z");

    /// <inheritdoc />
    public override void Write(Utf8JsonWriter writer, DateTime value, JsonSerializerOptions options)
    {
        var format = value.Ticks % TimeSpan.TicksPerSecond == 0 ? "yyyy-MM-dd'T'HH:mm:ss'Z'" : "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'";
        writer.WriteStringValue(value.ToUniversalTime().ToString(format, CultureInfo.InvariantCulture));
    }
}
