using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using StartOperator.Runtime.Client;

namespace StartOperator.Runtime.Applying;

/// <summary>
/// What we send of a desired object, and the hash of it that goes along as an annotation: when the hash on a live object differs, we want
/// something else than when we last wrote it, maybe less. The annotation also tells how it was written: the fields of a created object belong to
/// us under another operation than those of an applied one, which matters at the first apply.
/// </summary>
internal sealed class AppliedForm
{
    private const string CreatedMark = "created:";
    private const string AppliedMark = "applied:";
    private const string UnfinishedMark = "created:unfinished";

    // What only the server sets.
    private static readonly string[] ServerFields =
        ["managedFields", "resourceVersion", "uid", "generation", "creationTimestamp", "selfLink", "deletionTimestamp", "deletionGracePeriodSeconds"];

    private readonly JsonObject _form;
    private readonly string _annotation;
    private readonly byte[] _canonical;

    private AppliedForm(JsonObject form, string annotation)
    {
        _form = form;
        _annotation = annotation;
        _canonical = Bytes(form);
        Hash = Convert.ToHexStringLower(SHA256.HashData(_canonical).AsSpan(0, 16));
    }

    /// <summary>The hash, independent of the order of keys.</summary>
    public string Hash { get; }

    /// <summary>The form of a desired object, given as JSON.</summary>
    /// <param name="desired">The object.</param>
    /// <param name="annotation">The annotation's full name.</param>
    public static AppliedForm Of(ReadOnlySpan<byte> desired, string annotation)
    {
        var form = JsonNode.Parse(desired, documentOptions: KubernetesContracts.DocumentOptions)!.AsObject();
        form.Remove("status");
        var metadata = form["metadata"]!.AsObject();
        foreach (var field in ServerFields)
        {
            metadata.Remove(field);
        }

        (metadata["annotations"] as JsonObject)?.Remove(annotation);
        EncodeStringData(form);
        return new AppliedForm(form, annotation);
    }

    /// <summary>Whether the annotation of a live object says that this form was written.</summary>
    public bool IsWrittenOn(string? mark) =>
        mark is not null
        && (mark.StartsWith(CreatedMark, StringComparison.Ordinal) || mark.StartsWith(AppliedMark, StringComparison.Ordinal))
        && mark.AsSpan(CreatedMark.Length).SequenceEqual(Hash);

    /// <summary>Whether the annotation of a live object says that its fields belong to us by apply.</summary>
    public static bool IsApplied(string? mark) => mark?.StartsWith(AppliedMark, StringComparison.Ordinal) == true;

    /// <summary>What the live object, given as JSON, lacks of this form.</summary>
    public IReadOnlyList<string> Differences(ReadOnlyMemory<byte> live)
    {
        using var desired = JsonDocument.Parse(_canonical, KubernetesContracts.DocumentOptions);
        using var observed = JsonDocument.Parse(live, KubernetesContracts.DocumentOptions);
        return Containment.Differences(desired.RootElement, observed.RootElement, IsCustom);
    }

    /// <summary>The body of a create.</summary>
    public byte[] ForCreate() => Bytes(Annotated(CreatedMark + Hash));

    /// <summary>The body of an apply to the object with this uid, and to no other.</summary>
    public byte[] ForApply(string uid) => ForApply(uid, AppliedMark + Hash);

    /// <summary>
    /// The body of an apply after which something is left to do. Its annotation names no form at all, so that whoever comes next finds the object
    /// unfinished, also when what was there before is wanted again by then.
    /// </summary>
    /// <param name="uid">The object.</param>
    /// <param name="mark">Its annotation; null when it has none.</param>
    public byte[] ForUnfinishedApply(string uid, string? mark) => ForApply(uid, mark is null ? null : UnfinishedMark);

    private byte[] ForApply(string uid, string? mark)
    {
        var form = Annotated(mark);
        form["metadata"]!["uid"] = uid;
        return Bytes(form);
    }

    private bool IsCustom =>
        (string?)_form["apiVersion"] is { } version
        && version.IndexOf('/') is > 0 and var slash
        && version[..slash] is var group
        && group.Contains('.')
        && !group.EndsWith(".k8s.io", StringComparison.Ordinal);

    private JsonObject Annotated(string? mark)
    {
        var form = _form.DeepClone().AsObject();
        if (mark is null)
        {
            return form;
        }

        var metadata = form["metadata"]!.AsObject();
        if (metadata["annotations"] is not JsonObject annotations)
        {
            metadata["annotations"] = annotations = [];
        }

        annotations[_annotation] = mark;
        return form;
    }

    // The server turns a secret's stringData into data, where it could be neither compared nor owned.
    private static void EncodeStringData(JsonObject form)
    {
        if (form["kind"]?.GetValue<string>() != "Secret" || form["stringData"] is not JsonObject strings)
        {
            return;
        }

        form.Remove("stringData");
        if (form["data"] is not JsonObject encoded)
        {
            form["data"] = encoded = [];
        }

        foreach (var (key, value) in strings)
        {
            encoded[key] = Convert.ToBase64String(Encoding.UTF8.GetBytes(value?.GetValue<string>() ?? ""));
        }
    }

    // With sorted keys: the hash needs that, and so does a field of any content that is immutable, because a later apply sorts it.
    private static byte[] Bytes(JsonObject form)
    {
        var buffer = new ArrayBufferWriter<byte>(2048);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            WriteSorted(form, writer);
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteSorted(JsonNode? node, Utf8JsonWriter writer)
    {
        switch (node)
        {
            case JsonObject fields:
                writer.WriteStartObject();
                foreach (var (name, value) in fields.OrderBy(f => f.Key, StringComparer.Ordinal))
                {
                    writer.WritePropertyName(name);
                    WriteSorted(value, writer);
                }

                writer.WriteEndObject();
                break;
            case JsonArray items:
                writer.WriteStartArray();
                foreach (var item in items)
                {
                    WriteSorted(item, writer);
                }

                writer.WriteEndArray();
                break;
            case null:
                writer.WriteNullValue();
                break;
            default:
                node.WriteTo(writer);
                break;
        }
    }
}
