namespace StartOperator.Resources.Schema;

/// <summary>A short name of the resource, as <c>kubectl get</c> takes it.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class ShortNameAttribute(string name) : Attribute
{
    /// <summary>The short name.</summary>
    public string Name { get; } = name;
}

/// <summary>A group of resources that <c>kubectl get</c> can name together.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class CategoryAttribute(string name) : Attribute
{
    /// <summary>The group's name.</summary>
    public string Name { get; } = name;
}

/// <summary>A column that <c>kubectl get</c> prints (Kubernetes API: CustomResourceColumnDefinition).</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
public sealed class PrinterColumnAttribute(string name, string jsonPath) : Attribute
{
    /// <summary>The heading.</summary>
    public string Name { get; } = name;

    /// <summary>Where the value stands in the object.</summary>
    public string JsonPath { get; } = jsonPath;

    /// <summary>The value's type: string, date, integer …</summary>
    public string Type { get; init; } = "string";

    /// <summary>What the column says.</summary>
    public string? Description { get; init; }

    /// <summary>0 for columns that are always printed, higher for those of <c>-o wide</c>.</summary>
    public int Priority { get; init; }
}

/// <summary>A rule in CEL that the API server checks of a value of this type (Kubernetes API: x-kubernetes-validations).</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
public sealed class ValidationRuleAttribute(string rule, string message) : Attribute
{
    /// <summary>The expression over <c>self</c> (and <c>oldSelf</c>) that must be true.</summary>
    public string Rule { get; } = rule;

    /// <summary>What to tell the user when it is not.</summary>
    public string Message { get; } = message;
}

/// <summary>The list is a map by these fields of its items (Kubernetes API: x-kubernetes-list-type: map).</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ListKeysAttribute(params string[] keys) : Attribute
{
    /// <summary>The fields that tell the items apart.</summary>
    public IReadOnlyList<string> Keys { get; } = keys;
}

/// <summary>The list is a set (Kubernetes API: x-kubernetes-list-type: set).</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SetListAttribute : Attribute;

/// <summary>The format of a text (Kubernetes API: JSONSchemaProps.format).</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class FormatAttribute(string name) : Attribute
{
    /// <summary>The format's name.</summary>
    public string Name { get; } = name;
}
