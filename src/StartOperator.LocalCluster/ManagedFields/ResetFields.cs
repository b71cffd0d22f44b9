using StartOperator.LocalCluster.Registry;

namespace StartOperator.LocalCluster.ManagedFields;

/// <summary>The fields a write to a resource or subresource can't change, and so never owns.</summary>
internal static class ResetFields
{
    private static readonly FieldSet None = new();
    private static readonly FieldSet Status = FieldSet.Of([[PathElement.Field("status")]]);
    private static readonly FieldSet Spec = FieldSet.Of([[PathElement.Field("spec")]]);
    private static readonly FieldSet SpecAndMetadata = FieldSet.Of([[PathElement.Field("spec")], [PathElement.Field("metadata")]]);

    private static readonly FieldSet PodStatus = FieldSet.Of(
    [
        [PathElement.Field("spec")],
        [PathElement.Field("metadata"), PathElement.Field("deletionTimestamp")],
        [PathElement.Field("metadata"), PathElement.Field("ownerReferences")],
    ]);

    public static FieldSet Of(ApiResource resource, string subresource) => subresource switch
    {
        "" => resource.Behaviour.HasStatus ? Status : None,
        "status" when resource.Custom is not null => SpecAndMetadata,
        "status" when resource.Kind == "Pod" => PodStatus,
        "status" => Spec,
        _ => None,
    };
}
