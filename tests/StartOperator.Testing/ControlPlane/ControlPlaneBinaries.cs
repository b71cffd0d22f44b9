namespace StartOperator.Testing.ControlPlane;

/// <summary>The programs of a control plane, in the folder where controller-runtime's envtest keeps them.</summary>
/// <param name="Folder">The folder.</param>
public sealed record ControlPlaneBinaries(string Folder)
{
    /// <summary>envtest's own default.</summary>
    public const string DefaultFolder = "/usr/local/kubebuilder/bin";

    /// <summary>Looks in <c>KUBEBUILDER_ASSETS</c>, or in the default folder.</summary>
    /// <param name="full">Whether kube-controller-manager and kube-scheduler are needed too.</param>
    /// <param name="reason">Why there is no control plane to be had here, and what to do about it; empty when there is one.</param>
    public static ControlPlaneBinaries? TryFind(bool full, out string reason) =>
        TryFind(Environment.GetEnvironmentVariable("KUBEBUILDER_ASSETS") is { Length: > 0 } set ? set : DefaultFolder, full, out reason);

    /// <summary>Looks in a folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="full">Whether kube-controller-manager and kube-scheduler are needed too.</param>
    /// <param name="reason">Why there is no control plane to be had here, and what to do about it; empty when there is one.</param>
    public static ControlPlaneBinaries? TryFind(string folder, bool full, out string reason)
    {
        string[] needed = full ? ["etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler"] : ["etcd", "kube-apiserver"];
        var missing = needed.Where(name => !File.Exists(Path.Combine(folder, name))).ToList();
        reason = OperatingSystem.IsWindows() ? "a real control plane needs Linux or macOS"
            : missing.Count > 0 ? $"no {string.Join(", no ", missing)} in {folder}; point KUBEBUILDER_ASSETS at a folder that has them"
            : "";
        return reason.Length == 0 ? new(folder) : null;
    }

    /// <summary>The path of one program.</summary>
    /// <param name="name">Such as <c>etcd</c>.</param>
    public string this[string name] => Path.Combine(Folder, name);
}
