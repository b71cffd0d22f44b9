using System.Text.Json.Serialization;

namespace StartOperator.Rendering;

/// <summary>Who within a box may reach a service's main, by NetworkPolicy.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<BoxPolicy>))]
public enum BoxPolicy
{
    /// <summary>Everybody in the box, on any port, as on StartOS's bridge (contract: interfaces.md §5).</summary>
    Open,

    /// <summary>The services that declare a dependency on the package, on any port; everybody else in the box on the interfaces' ports alone.</summary>
    Strict,

    /// <summary>There are no policies: everybody in the cluster.</summary>
    Off,
}
