using System.Text.Json;
using System.Text.Json.Serialization;

namespace StartOperator.Admission;

/// <summary>A question of the API server and its answer (Kubernetes API: admission.k8s.io/v1), as far as StartOperator reads it.</summary>
internal sealed record AdmissionReview
{
    public const string Version = "admission.k8s.io/v1";

    public const string KindName = "AdmissionReview";

    public string? ApiVersion { get; init; }

    public string? Kind { get; init; }

    public AdmissionRequest? Request { get; init; }

    public AdmissionResponse? Response { get; init; }
}

/// <summary>What somebody wants to do.</summary>
internal sealed record AdmissionRequest
{
    public string? Uid { get; init; }

    /// <summary>CREATE, UPDATE, DELETE or CONNECT.</summary>
    public string? Operation { get; init; }

    public string? Namespace { get; init; }

    /// <summary>The object as it is to be; null when it is to be deleted.</summary>
    public JsonElement? Object { get; init; }

    /// <summary>The object as it is; null when it is to be created.</summary>
    public JsonElement? OldObject { get; init; }
}

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

/// <summary>Objects nest as deep as the API server lets them.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, MaxDepth = 260)]
[JsonSerializable(typeof(AdmissionReview))]
internal sealed partial class AdmissionJson : JsonSerializerContext;
