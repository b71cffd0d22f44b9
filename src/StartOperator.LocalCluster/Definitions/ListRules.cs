using System.Text.Json.Nodes;
using StartOperator.LocalCluster.Json;
using StartOperator.LocalCluster.Validation;

namespace StartOperator.LocalCluster.Definitions;

/// <summary>How a schema says that lists and objects are merged.</summary>
internal static class ListRules
{
    private const string Type = "x-kubernetes-list-type";
    private const string Keys = "x-kubernetes-list-map-keys";

    public static IEnumerable<FieldError> Faults(JsonObject schema, string path) =>
        [.. OfMap(schema, path), .. OfListType(schema, path), .. OfSet(schema, path), .. OfKeys(schema, path), .. OfNullable(schema, path)];

    private static IEnumerable<FieldError> OfMap(JsonObject schema, string path)
    {
        if (schema.Text("x-kubernetes-map-type") is not { } map) yield break;
        foreach (var fault in OfType(schema, path, "object", "x-kubernetes-map-type")) yield return fault;
        if (map is not ("atomic" or "granular")) yield return FieldError.NotSupported($"{path}.x-kubernetes-map-type", map, ["atomic", "granular"]);
    }

    private static IEnumerable<FieldError> OfType(JsonObject schema, string path, string type, string keyword)
    {
        var given = schema.Text("type") ?? "";
        if (given == type) yield break;
        var must = $"must be {type} if {keyword} is specified";
        yield return given.Length == 0 ? FieldError.Required($"{path}.type", must) : FieldError.Invalid($"{path}.type", given, must);
    }

    private static IEnumerable<FieldError> OfListType(JsonObject schema, string path)
    {
        var type = schema.Text(Type);
        if (type is not null)
        {
            foreach (var fault in OfType(schema, path, "array", Type)) yield return fault;
            if (type is not ("atomic" or "set" or "map")) yield return FieldError.NotSupported($"{path}.{Type}", type, ["atomic", "set", "map"]);
        }

        if (schema.Arr(Keys) is not { Count: > 0 } || type == "map") yield break;
        const string must = "must be map if x-kubernetes-list-map-keys is non-empty";
        yield return type is null ? FieldError.Required($"{path}.{Type}", must) : FieldError.Invalid($"{path}.{Type}", type, must);
    }

    /// <summary>The items of a set are compared as a whole.</summary>
    private static IEnumerable<FieldError> OfSet(JsonObject schema, string path)
    {
        if (schema.Text(Type) != "set" || schema.Text("type") != "array" || schema["items"] is not JsonObject items) yield break;
        const string must = "must be atomic as item of a list with x-kubernetes-list-type=set";
        switch (items.Text("type"))
        {
            case "array" when items.Text(Type) is { } inner and not "atomic": yield return FieldError.Invalid($"{path}.items.{Type}", inner, must); break;
            case "object" when items.Text("x-kubernetes-map-type") != "atomic":
                yield return FieldError.Invalid($"{path}.items.x-kubernetes-map-type", items[Type], must);
                break;
        }
    }

    private static IEnumerable<FieldError> OfKeys(JsonObject schema, string path)
    {
        if (schema.Text(Type) != "map") yield break;
        var keys = schema.Texts(Keys).ToList();
        if (keys.Count == 0) yield return FieldError.Required($"{path}.{Keys}", "must not be empty if x-kubernetes-list-type is map");
        if (schema["items"] is not JsonObject items)
        {
            yield return schema["items"] is null
                ? FieldError.Required($"{path}.items", "must have a schema if x-kubernetes-list-type is map")
                : FieldError.InvalidUnshown($"{path}.items", "must only have a single schema if x-kubernetes-list-type is map");
            yield break;
        }

        if (items.Text("type") != "object")
        {
            yield return FieldError.Invalid($"{path}.items.type", items.Text("type") ?? "", "must be object if parent array's x-kubernetes-list-type is map");
            yield break;
        }

        for (var i = 0; i < keys.Count; i++)
        {
            if (items.Obj("properties")?[keys[i]] is not { } property)
                yield return FieldError.Invalid($"{path}.{Keys}", schema[Keys], "entries must all be names of item properties");
            else if (property.Text("type") is "array" or "object")
                yield return FieldError.Invalid($"{path}.items.properties[{keys[i]}].type", "object", "must be a scalar type if parent array's x-kubernetes-list-type is map");
            if (keys.IndexOf(keys[i]) < i) yield return FieldError.Invalid($"{path}.{Keys}", schema[Keys], "must not contain duplicate entries");
        }
    }

    /// <summary>Items that are told apart are there, and so are the keys that tell them apart.</summary>
    private static IEnumerable<FieldError> OfNullable(JsonObject schema, string path)
    {
        if (schema.Text(Type) is not ("set" or "map") || schema["items"] is not JsonObject items) yield break;
        if (items.Flag("nullable") == true) yield return FieldError.Forbidden($"{path}.items.nullable", $"cannot be nullable when x-kubernetes-list-type is {schema.Text(Type)}");
        if (schema.Text(Type) != "map") yield break;
        foreach (var key in schema.Texts(Keys))
        {
            if (items.Obj("properties")?[key] is not { } property) continue;
            var at = $"{path}.items.properties[{key}]";
            if (!items.Texts("required").Contains(key) && property["default"] is null)
                yield return FieldError.Required($"{at}.default", "this property is in x-kubernetes-list-map-keys, so it must have a default or be a required property");
            if (property.Flag("nullable") == true)
                yield return FieldError.Forbidden($"{at}.nullable", "this property is in x-kubernetes-list-map-keys, so it cannot be nullable");
        }
    }
}
