using System.Text.Json.Nodes;
using StartOperator.LocalCluster.Json;

namespace StartOperator.LocalCluster.Tables;

/// <summary>The columns of storage kinds.</summary>
internal static class StorageTables
{
    private const string DefaultClass = "storageclass.kubernetes.io/is-default-class";

    public static IReadOnlyList<TableColumn> Claim { get; } =
    [
        TableColumn.NameColumn,
        TableColumn.Text("Status", Phase),
        TableColumn.Text("Volume", claim => claim.Text("spec", "volumeName") ?? ""),
        TableColumn.Text("Capacity", claim => IsBound(claim) ? claim.Text("status", "capacity", "storage") ?? "0" : ""),
        TableColumn.Text("Access Modes", claim => IsBound(claim) ? AccessModes(claim, "status") : ""),
        TableColumn.Text("StorageClass", ClassName),
        TableColumn.Text("VolumeAttributesClass", AttributesClass),
        TableColumn.AgeColumn,
        TableColumn.Text("VolumeMode", Mode, 1),
    ];

    public static IReadOnlyList<TableColumn> Volume { get; } =
    [
        TableColumn.NameColumn,
        TableColumn.Text("Capacity", volume => volume.Text("spec", "capacity", "storage") ?? "0"),
        TableColumn.Text("Access Modes", volume => AccessModes(volume, "spec")),
        TableColumn.Text("Reclaim Policy", volume => volume.Text("spec", "persistentVolumeReclaimPolicy") ?? ""),
        TableColumn.Text("Status", Phase),
        TableColumn.Text("Claim", ClaimName),
        TableColumn.Text("StorageClass", ClassName),
        TableColumn.Text("VolumeAttributesClass", AttributesClass),
        TableColumn.Text("Reason", volume => volume.Text("status", "reason") ?? ""),
        TableColumn.AgeColumn,
        TableColumn.Text("VolumeMode", Mode, 1),
    ];

    public static IReadOnlyList<TableColumn> Class { get; } =
    [
        TableColumn.NameColumn with
        {
            Cell = (c, _) => c.Text("metadata", "name") + (c.Text("metadata", "annotations", DefaultClass) == "true" ? " (default)" : ""),
        },
        TableColumn.Text("Provisioner", c => c.Text("provisioner") ?? ""),
        TableColumn.Text("ReclaimPolicy", c => c.Text("reclaimPolicy") ?? "Delete"),
        TableColumn.Text("VolumeBindingMode", c => c.Text("volumeBindingMode") ?? "Immediate"),
        new TableColumn("AllowVolumeExpansion", (c, _) => c.Flag("allowVolumeExpansion") ?? false),
        TableColumn.AgeColumn,
    ];

    private static bool IsBound(JsonObject claim) => !string.IsNullOrEmpty(claim.Text("spec", "volumeName"));

    private static string Phase(JsonObject obj) =>
        obj.Text("metadata", "deletionTimestamp") is null ? obj.Text("status", "phase") ?? "" : "Terminating";

    private static string ClassName(JsonObject obj) =>
        obj.Text("metadata", "annotations", "volume.beta.kubernetes.io/storage-class") ?? obj.Text("spec", "storageClassName") ?? "";

    private static string AttributesClass(JsonObject obj) => obj.Text("spec", "volumeAttributesClassName") ?? "<unset>";

    private static string Mode(JsonObject obj) => obj.Text("spec", "volumeMode") ?? "<unset>";

    private static string ClaimName(JsonObject volume) =>
        volume.Obj("spec", "claimRef") is { } claim ? $"{claim.Text("namespace")}/{claim.Text("name")}" : "";

    private static string AccessModes(JsonObject obj, string part)
    {
        var modes = obj.Texts(part, "accessModes").ToHashSet(StringComparer.Ordinal);
        (string Mode, string Short)[] known =
            [("ReadWriteOnce", "RWO"), ("ReadOnlyMany", "ROX"), ("ReadWriteMany", "RWX"), ("ReadWriteOncePod", "RWOP")];
        return string.Join(",", known.Where(mode => modes.Contains(mode.Mode)).Select(mode => mode.Short));
    }
}
