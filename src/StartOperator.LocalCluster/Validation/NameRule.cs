namespace StartOperator.LocalCluster.Validation;

/// <summary>A rule for object names: what is wrong with one, nothing when it is fine. A prefix is the start of a generated name.</summary>
internal sealed record NameRule(Func<string, bool, IEnumerable<string>> Faults)
{
    /// <summary>Dots allowed: most kinds.</summary>
    public static NameRule Subdomain { get; } = new((name, prefix) => Names.SubdomainFaults(Masked(name, prefix)));

    /// <summary>One DNS label: namespaces.</summary>
    public static NameRule Label { get; } = new((name, prefix) => Names.LabelFaults(Masked(name, prefix)));

    /// <summary>One DNS label that starts with a letter.</summary>
    public static NameRule Label1035 { get; } = new((name, prefix) => Names.Label1035Faults(Masked(name, prefix)));

    /// <summary>Anything that can be one segment of a path: RBAC kinds.</summary>
    public static NameRule PathSegment { get; } = new(Names.PathSegmentFaults);

    private static string Masked(string name, bool prefix) => prefix && name.Length > 1 && name.EndsWith('-') ? name[..^2] + "a" : name;
}
