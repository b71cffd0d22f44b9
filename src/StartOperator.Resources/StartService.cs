using k8s;
using k8s.Models;
using StartOperator.Resources.Schema;

namespace StartOperator.Resources;

/// <summary>A StartOS 0.3.x package running as a service of the box that its namespace is.</summary>
[KubernetesEntity(Group = GroupName, ApiVersion = VersionName, Kind = KindName, PluralName = PluralName)]
[ShortName("ss")]
[Category("startos")]
[PrinterColumn("Package", ".spec.manifest.id", Description = "The package's id")]
[PrinterColumn("Version", ".status.installed.version", Description = "The installed version")]
[PrinterColumn("State", ".status.main", Description = "What main is doing, in StartOS's words")]
[PrinterColumn("Ready", ".status.conditions[?(@.type==\"Ready\")].status", Description = "Whether the service is as the resource asks")]
[PrinterColumn("Reason", ".status.conditions[?(@.type==\"Ready\")].reason", Description = "Why it is ready, or not", Priority = 1)]
[PrinterColumn("Health", ".status.conditions[?(@.type==\"Healthy\")].status", Description = "What the package's health checks say")]
[PrinterColumn("Node", ".status.node", Description = "Where main runs", Priority = 1)]
[PrinterColumn("Age", ".metadata.creationTimestamp", Type = "date")]
[ValidationRule(
    "self.metadata.name.size() <= 40 && self.metadata.name.matches('^[a-z]([-a-z0-9]*[a-z0-9])?$')",
    "metadata.name must be at most 40 lower-case letters, digits and hyphens, start with a letter and end with a letter or digit")]
public sealed class StartService : IKubernetesObject<V1ObjectMeta>, ISpec<StartServiceSpec>, IStatus<StartServiceStatus?>
{
    /// <summary>The API group of every resource of StartOperator, and the prefix of its labels and annotations.</summary>
    public const string GroupName = "startoperator.io";

    /// <summary>The API version.</summary>
    public const string VersionName = "v1alpha1";

    /// <summary>The kind.</summary>
    public const string KindName = "StartService";

    /// <summary>The plural, as in request paths.</summary>
    public const string PluralName = "startservices";

    /// <inheritdoc />
    public string ApiVersion { get; set; } = $"{GroupName}/{VersionName}";

    /// <inheritdoc />
    public string Kind { get; set; } = KindName;

    /// <inheritdoc />
    public V1ObjectMeta Metadata { get; set; } = new();

    /// <summary>What the user wants.</summary>
    public required StartServiceSpec Spec { get; set; }

    /// <summary>What the operator sees.</summary>
    public StartServiceStatus? Status { get; set; }
}
