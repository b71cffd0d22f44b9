using StartOperator.Resources;
using StartOperator.Runtime.Client;

namespace StartOperator;

/// <summary>The kind StartService, as the API server serves it.</summary>
public static class StartServiceKind
{
    /// <summary>The descriptor.</summary>
    public static ResourceKind<StartService> Kind { get; } = new(
        StartService.GroupName, StartService.VersionName, StartService.PluralName, StartService.KindName, ResourceScope.Namespaced, ResourcesJson.Default.StartService);
}
