using System.Text.Json.Serialization;

namespace StartOperator.Admission;

/// <summary>What the API server is answered (Kubernetes API: admission.k8s.io/v1); its question has the same version and kind.</summary>
internal sealed record AdmissionReview
{
    public const string Version = "admission.k8s.io/v1";

    public const string KindName = "AdmissionReview";

    public required string ApiVersion { get; init; }

    public required string Kind { get; init; }

    public required AdmissionResponse Response { get; init; }
}

/// <summary>What somebody wants to do, as far as StartOperator reads it.</summary>
internal sealed record AdmissionRequest
{
    public required string Uid { get; init; }

    /// <summary>CREATE, UPDATE, DELETE or CONNECT.</summary>
    public string? Operation { get; init; }

    public string? Namespace { get; init; }

    /// <summary>The object as it is to be; null when it is to be deleted.</summary>
    public ReviewedObject? Object { get; init; }

    /// <summary>The object as it is; null when it is to be created.</summary>
    public ReviewedObject? OldObject { get; init; }
}

/// <summary>An object as the API server wrote it, in JSON.</summary>
/// <param name="Json">The whole object.</param>
/// <param name="Spec">Its spec; empty when it has none.</param>
internal readonly record struct ReviewedObject(ReadOnlyMemory<byte> Json, ReadOnlyMemory<byte> Spec);

/// <summary>Whether it may be done.</summary>
internal sealed record AdmissionResponse
{
    public required string Uid { get; init; }

    public required bool Allowed { get; init; }

    public AdmissionStatus? Status { get; init; }

    public IReadOnlyList<string>? Warnings { get; init; }
}

/// <summary>Why not.</summary>
internal sealed record AdmissionStatus(int Code, string Reason, string Message);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(AdmissionReview))]
internal sealed partial class AdmissionJson : JsonSerializerContext;
