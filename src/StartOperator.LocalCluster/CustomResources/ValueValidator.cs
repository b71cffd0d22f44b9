using System.Text.Json;
using System.Text.Json.Nodes;
using StartOperator.LocalCluster.Json;
using StartOperator.LocalCluster.Validation;

namespace StartOperator.LocalCluster.CustomResources;

/// <summary>Checks values against an OpenAPI schema: types, ranges, lengths, patterns, required fields and alternatives, in an API server's words.</summary>
internal static class ValueValidator
{
    /// <param name="schema">The schema.</param>
    /// <param name="value">The value.</param>
    /// <param name="path">Where the value stands.</param>
    /// <param name="before">What the value replaces; a value that stays as it was is valid.</param>
    public static SchemaOutcome Validate(JsonNode? schema, JsonNode? value, string path, Correlated? before = null)
    {
        var outcome = Check(schema, value, path, before);
        return outcome.IsValid || before is not { IsSame: true } ? outcome : new SchemaOutcome();
    }

    private static SchemaOutcome Check(JsonNode? schema, JsonNode? value, string path, Correlated? before)
    {
        var outcome = new SchemaOutcome();
        if (value is null)
        {
            ValueTypes.Check(schema, null, path, outcome);
            CheckEnum(schema, null, path, outcome);
            return outcome;
        }

        ValueTypes.Check(schema, value, path, outcome);
        Alternatives(schema, value, path, outcome);
        switch (value.GetValueKind())
        {
            case JsonValueKind.String: Scalars.CheckText(schema, value.GetValue<string>(), path, outcome); break;
            case JsonValueKind.Number: Scalars.CheckNumber(schema, value, path, outcome); break;
            case JsonValueKind.Array: CheckList(schema, (JsonArray)value, path, before, outcome); break;
        }

        CheckEnum(schema, value, path, outcome);
        if (value is JsonObject obj) CheckObject(schema, obj, path, before, outcome);
        outcome.Count();
        return outcome;
    }

    private static string Shown(string path) => path.Length == 0 ? "<nil>" : path;

    private static void CheckEnum(JsonNode? schema, JsonNode? value, string path, SchemaOutcome outcome)
    {
        outcome.Count();
        if (schema.Arr("enum") is not { Count: > 0 } allowed || allowed.Any(item => item.Same(value))) return;
        if (value is null && schema.Flag("nullable") == true && allowed.Any(item => item is null)) return;
        outcome.Add(FieldError.NotSupported(Shown(path), value, allowed.Select(item => item.Text() ?? item?.ToJsonString() ?? "null")));
    }

    private static void CheckList(JsonNode? schema, JsonArray list, string path, Correlated? before, SchemaOutcome outcome)
    {
        if (schema.At("items") is { } items)
        {
            for (var i = 0; i < list.Count; i++) outcome.Merge(Validate(items, list[i], $"{path}[{i}]", before?.Index(i)));
        }

        if (schema.Whole("minItems") is { } least && list.Count < least)
            outcome.Add(FieldError.Invalid(Shown(path), list.Count, $"{path} in body should have at least {least} items"));
        if (schema.Whole("maxItems") is { } most && list.Count > most) outcome.Add(FieldError.TooMany(Shown(path), list.Count, most));
        outcome.Count();
    }

    private static void CheckObject(JsonNode? schema, JsonObject obj, string path, Correlated? before, SchemaOutcome outcome)
    {
        if (schema.Whole("minProperties") is { } least && obj.Count < least)
            outcome.Add(FieldError.Invalid(Shown(path), obj.Count, $"{path} in body should have at least {least} properties"));
        if (schema.Whole("maxProperties") is { } most && obj.Count > most) outcome.Add(FieldError.TooMany(Shown(path), obj.Count, most));
        var properties = schema.Obj("properties");
        if (schema.At("additionalProperties") is JsonObject values)
        {
            foreach (var (name, value) in obj)
            {
                if (properties?.ContainsKey(name) != true) outcome.Merge(Validate(values, value, Child(path, name), Before(name)));
            }
        }

        foreach (var (name, property) in properties ?? [])
        {
            if (obj.TryGetPropertyValue(name, out var value)) outcome.Merge(Validate(property, value, Child(path, name), Before(name)));
        }

        foreach (var name in schema.Texts("required"))
        {
            if (!obj.ContainsKey(name)) outcome.Add(FieldError.Required(Child(path, name)));
        }

        outcome.Count();

        Correlated? Before(string name) => path.Length == 0 && name is "apiVersion" or "kind" ? null : before?.Key(name);
    }

    private static void Alternatives(JsonNode? schema, JsonNode value, string path, SchemaOutcome outcome)
    {
        if (schema.Arr("anyOf") is { Count: > 0 } anyOf) AnyOf(anyOf, value, path, outcome);
        if (schema.Arr("oneOf") is { Count: > 0 } oneOf) OneOf(oneOf, value, path, outcome);
        if (schema.Arr("allOf") is { Count: > 0 } allOf) AllOf(allOf, value, path, outcome);
        if (schema.At("not") is { } not && Validate(not, value, path).IsValid) outcome.Add(Whole($"\"{path}\" must not validate the schema (not)"));
        outcome.Count();
    }

    /// <summary>A fault of the object as a whole, which API servers report without a field.</summary>
    private static FieldError Whole(string message) => FieldError.Invalid("<nil>", "", message);

    private static void AnyOf(JsonArray schemas, JsonNode value, string path, SchemaOutcome outcome)
    {
        SchemaOutcome? best = null;
        foreach (var schema in schemas)
        {
            var tried = Validate(schema, value, path);
            if (tried.IsValid)
            {
                outcome.Merge(tried);
                return;
            }

            if (best is null || tried.Checks > best.Checks) best = tried;
        }

        outcome.Add(Whole($"\"{path}\" must validate at least one schema (anyOf)"));
        if (best is not null) outcome.Merge(best);
    }

    private static void OneOf(JsonArray schemas, JsonNode value, string path, SchemaOutcome outcome)
    {
        var tried = schemas.Select(schema => Validate(schema, value, path)).ToList();
        var valid = tried.Count(result => result.IsValid);
        if (valid == 1)
        {
            outcome.Merge(tried.First(result => result.IsValid));
            return;
        }

        outcome.Add(Whole($"\"{path}\" must validate one and only one schema (oneOf). " + (valid == 0 ? "Found none valid" : $"Found {valid} valid alternatives")));
        if (valid == 0) outcome.Merge(tried.MaxBy(result => result.Checks)!);
    }

    private static void AllOf(JsonArray schemas, JsonNode value, string path, SchemaOutcome outcome)
    {
        var valid = 0;
        foreach (var schema in schemas)
        {
            var tried = Validate(schema, value, path);
            if (tried.IsValid) valid++;
            outcome.Merge(tried);
        }

        if (valid != schemas.Count) outcome.Add(Whole($"\"{path}\" must validate all the schemas (allOf)" + (valid == 0 ? ". None validated" : "")));
    }

    private static string Child(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";
}
