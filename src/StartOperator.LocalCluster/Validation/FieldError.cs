using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using StartOperator.LocalCluster.Json;

namespace StartOperator.LocalCluster.Validation;

/// <summary>The reason of one fault in an object, as status causes name it.</summary>
internal enum FieldFault
{
    Required,
    Invalid,
    TypeInvalid,
    NotSupported,
    Duplicate,
    Forbidden,
    TooLong,
    TooMany,
    TooFew,
    NotFound,
    Internal,
}

/// <summary>One fault in an object: where, what kind, and the text a user reads.</summary>
internal sealed record FieldError(FieldFault Fault, string Field, string Body)
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The fault was there before, and is only warned of.</summary>
    public bool Tolerated { get; init; }

    /// <summary>Whether there is a fault can't be told.</summary>
    public bool Unclear { get; init; }

    public string Reason => Fault switch
    {
        FieldFault.Internal => "InternalError",
        _ => "FieldValue" + Fault,
    };

    public override string ToString() => $"{Field}: {Body}";

    public JsonObject Cause() => new() { ["reason"] = Reason, ["message"] = Body, ["field"] = Field };

    public static FieldError Required(string field, string detail = "") => new(FieldFault.Required, field, With("Required value", detail));

    public static FieldError Forbidden(string field, string detail) => new(FieldFault.Forbidden, field, With("Forbidden", detail));

    public static FieldError Invalid(string field, JsonNode? value, string detail) =>
        new(FieldFault.Invalid, field, With($"Invalid value: {Shown(value)}", detail));

    /// <summary>An invalid value whose text is not repeated.</summary>
    public static FieldError InvalidUnshown(string field, string detail) => new(FieldFault.Invalid, field, With("Invalid value", detail));

    public static FieldError TypeInvalid(string field, JsonNode? value, string detail) =>
        new(FieldFault.TypeInvalid, field, With($"Invalid value: {Shown(value)}", detail));

    public static FieldError Duplicate(string field, JsonNode? value) => new(FieldFault.Duplicate, field, $"Duplicate value: {Shown(value)}");

    public static FieldError NotFound(string field, JsonNode? value) => new(FieldFault.NotFound, field, $"Not found: {Shown(value)}");

    public static FieldError NotSupported(string field, JsonNode? value, IEnumerable<string> supported)
    {
        var list = string.Join(", ", supported.Select(Quoted));
        return new(FieldFault.NotSupported, field, With($"Unsupported value: {Shown(value)}", list.Length == 0 ? "" : "supported values: " + list));
    }

    public static FieldError TooLong(string field, long most) =>
        new(FieldFault.TooLong, field, $"Too long: may not be more than {most} bytes");

    public static FieldError TooMany(string field, long actual, long most) =>
        new(FieldFault.TooMany, field, $"Too many: {actual}: must have at most {most} items");

    public static FieldError Internal(string field, string detail) => new(FieldFault.Internal, field, With("Internal error", detail));

    /// <summary>A value as errors print it: texts quoted, numbers and booleans plain, the rest as JSON.</summary>
    public static string Shown(JsonNode? value) => value switch
    {
        null => "null",
        JsonValue scalar when scalar.TryGetValue<string>(out var text) => Quoted(text),
        JsonValue scalar when scalar.TryGetValue<double>(out var real) => JsonFields.Printed(real),
        JsonValue => value.ToJsonString(),
        _ => value.ToJsonString(Plain),
    };

    /// <summary>Go's %q.</summary>
    public static string Quoted(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var c in text)
        {
            _ = c switch
            {
                '"' => quoted.Append("\\\""),
                '\\' => quoted.Append("\\\\"),
                '\n' => quoted.Append("\\n"),
                '\r' => quoted.Append("\\r"),
                '\t' => quoted.Append("\\t"),
                < ' ' or '\u007f' => quoted.Append($"\\x{(int)c:x2}"),
                _ => quoted.Append(c),
            };
        }

        return quoted.Append('"').ToString();
    }

    private static string With(string text, string detail) => detail.Length == 0 ? text : $"{text}: {detail}";
}
