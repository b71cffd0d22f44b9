namespace StartOperator.Package;

/// <summary>The languages that StartOS reads manifests in.</summary>
public enum DocumentFormat
{
    /// <summary>TOML 1.0.</summary>
    Toml,

    /// <summary>YAML 1.2.</summary>
    Yaml,

    /// <summary>JSON.</summary>
    Json,
}
