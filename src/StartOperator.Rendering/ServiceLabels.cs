using StartOperator.Resources;

namespace StartOperator.Rendering;

/// <summary>The labels and annotations by which the operator knows its objects.</summary>
public static class ServiceLabels
{
    /// <summary>Label: the package's id.</summary>
    public const string Package = StartService.GroupName + "/package";

    /// <summary>Label: the StartService's name.</summary>
    public const string Service = StartService.GroupName + "/service";

    /// <summary>Label: the id of the volume that the object is, or belongs to.</summary>
    public const string Volume = StartService.GroupName + "/volume";

    /// <summary>Label: the interface's id.</summary>
    public const string Interface = StartService.GroupName + "/interface";

    /// <summary>Label: what the object is for.</summary>
    public const string Role = StartService.GroupName + "/role";

    /// <summary>Label on pods that must share a node: the group.</summary>
    public const string Colocate = StartService.GroupName + "/colocate";

    /// <summary>Label that says who manages an object.</summary>
    public const string ManagedBy = "app.kubernetes.io/managed-by";

    /// <summary>Who manages our objects.</summary>
    public const string Operator = "startoperator";

    /// <summary>Annotation on a claim: the newest version whose main has run on it.</summary>
    public const string DataVersion = StartService.GroupName + "/data-version";

    /// <summary>Annotation on a claim: the uid of the StartService for which it was made.</summary>
    public const string CreatedFor = StartService.GroupName + "/created-for";

    /// <summary>Annotation on a pod: digests of all that would be a reason to restart it.</summary>
    public const string RestartReasons = StartService.GroupName + "/restart-reasons";

    /// <summary>Label on a node: it runs arm64 images although its architecture is another.</summary>
    public const string EmulatesArm64 = StartService.GroupName + "/emulates-arm64";

    /// <summary>What an object is for.</summary>
    public static class Roles
    {
        /// <summary>The pod of main.</summary>
        public const string Main = "main";

        /// <summary>A data volume's claim.</summary>
        public const string Data = "data";

        /// <summary>An assets volume's files.</summary>
        public const string Assets = "assets";

        /// <summary>An interface's Service.</summary>
        public const string Interface = "interface";

        /// <summary>A certificate volume's Secret.</summary>
        public const string Certificate = "certificate";

        /// <summary>The box's own objects.</summary>
        public const string Box = "box";

        /// <summary>The ServiceAccount of main.</summary>
        public const string Account = "account";

        /// <summary>The NetworkPolicy of main.</summary>
        public const string Isolation = "isolation";

        /// <summary>The record of what is installed.</summary>
        public const string Revision = "revision";
    }

    /// <summary>The labels of an object that belongs to a service.</summary>
    public static Dictionary<string, string> Of(ServiceDefinition service, string role) => Of(service.Name, service.Manifest.Id, role);

    /// <summary>The labels of an object that belongs to a service of a package.</summary>
    public static Dictionary<string, string> Of(string service, string package, string role) => new(StringComparer.Ordinal)
    {
        ["app.kubernetes.io/name"] = package,
        ["app.kubernetes.io/instance"] = service,
        [ManagedBy] = Operator,
        [Package] = package,
        [Service] = service,
        [Role] = role,
    };

    /// <summary>The labels that select the pod of main.</summary>
    public static Dictionary<string, string> SelectMain(string service) =>
        new(StringComparer.Ordinal) { [Service] = service, [Role] = Roles.Main };
}
