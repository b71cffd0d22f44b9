using System.Text.Json.Serialization;

namespace StartOperator.Resources;

/// <summary>How StartOperator's resources are written as JSON: as the API server has them, without nulls and without defaults.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
    RespectNullableAnnotations = true,
    Converters =
    [
        typeof(WireNames.AsDeclared<ServiceState>),
        typeof(WireNames.AsDeclared<DeletionPolicy>),
        typeof(WireNames.AsDeclared<PullPolicy>),
        typeof(WireNames.AsDeclared<ImageAssetsMode>),
        typeof(WireNames.AsDeclared<Colocation>),
        typeof(WireNames.AsDeclared<NodeOperator>),
        typeof(WireNames.AsDeclared<ConditionStatus>),
        typeof(WireNames.LowerCase<ImageArchitecture>),
        typeof(WireNames.LowerCase<MainStatus>),
    ])]
[JsonSerializable(typeof(StartService))]
[JsonSerializable(typeof(StartServiceSpec))]
[JsonSerializable(typeof(StartServiceStatus))]
public sealed partial class ResourcesJson : JsonSerializerContext;
