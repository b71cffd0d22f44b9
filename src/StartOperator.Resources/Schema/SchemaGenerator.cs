using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using k8s.Models;
using StartOperator.Package.Model;
using StartOperator.Package.Model.Config;
using StartOperator.Package.Model.Interfaces;
using StartOperator.Package.Model.Schema;
using StartOperator.Package.Versions;

namespace StartOperator.Resources.Schema;

/// <summary>
/// Turns a model type into a structural OpenAPI v3 schema (Kubernetes API: JSONSchemaProps). Names, bounds and descriptions
/// are the model's own: property names, the schema attributes, the summaries of the doc comments.
/// </summary>
/// <param name="summaries">The doc comments.</param>
/// <remarks>Reflects over the model, so it belongs to the build: the result is committed, and the operator never runs this.</remarks>
[RequiresUnreferencedCode("Reflects over the model; used only when the CRDs are generated.")]
internal sealed class SchemaGenerator(XmlSummaries summaries)
{
    private static readonly Dictionary<Type, Func<V1JSONSchemaProps>> Leaves = new()
    {
        [typeof(string)] = () => new() { Type = "string" },
        [typeof(bool)] = () => new() { Type = "boolean" },
        [typeof(long)] = () => new() { Type = "integer", Format = "int64" },
        [typeof(ulong)] = () => new() { Type = "integer", Format = "int64", Minimum = 0 },
        [typeof(uint)] = () => new() { Type = "integer", Format = "int64", Minimum = 0, Maximum = uint.MaxValue },
        [typeof(ushort)] = () => new() { Type = "integer", Format = "int32", Minimum = 1, Maximum = ushort.MaxValue },
        [typeof(Uri)] = () => new() { Type = "string", MaxLength = 2048 },
        [typeof(EmVersion)] = () => new() { Type = "string", MinLength = 1, MaxLength = 64 },
        [typeof(VersionRange)] = () => new() { Type = "string", MinLength = 1, MaxLength = 512 },
        [typeof(Duration)] = () => new() { Type = "string", MinLength = 2, MaxLength = 64 },
        [typeof(JsonValue)] = () => new() { XKubernetesPreserveUnknownFields = true },

        // Recursive, and CRDs allow no $ref: Package's reader checks what is in it.
        [typeof(ConfigSpec)] = () => new()
        {
            Type = "array",
            MaxItems = 256,
            Items = new V1JSONSchemaProps { Type = "object", XKubernetesPreserveUnknownFields = true },
        },
    };

    /// <summary>The schema of a type whose properties are named in the style of <paramref name="naming"/>.</summary>
    public V1JSONSchemaProps Generate(Type type, JsonNamingPolicy naming) => Schema(type, naming);

    private V1JSONSchemaProps Schema(Type type, JsonNamingPolicy naming)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (Leaves.TryGetValue(type, out var leaf))
        {
            return leaf();
        }

        if (type == typeof(ManifestField))
        {
            var manifest = Schema(typeof(Manifest), JsonNamingPolicy.KebabCaseLower);
            return manifest;
        }

        if (type.IsEnum)
        {
            return new V1JSONSchemaProps { Type = "string", EnumProperty = [.. EnumNames(type)] };
        }

        if (MapValue(type) is { } value)
        {
            return new V1JSONSchemaProps { Type = "object", AdditionalProperties = Schema(value, naming) };
        }

        if (type == typeof(PortMap<ushort>))
        {
            // StartOS writes both ports of a Tor mapping as strings (contract: interfaces.md §1).
            return new V1JSONSchemaProps { Type = "object", AdditionalProperties = new V1JSONSchemaProps { Type = "string", MaxLength = 5 } };
        }

        if (ListItem(type) is { } item)
        {
            return new V1JSONSchemaProps { Type = "array", Items = Schema(item, naming) };
        }

        var schema = type.IsAbstract ? Union(type, naming) : type.BaseType is { IsAbstract: true } union ? OnlyCase(type, union, naming) : Record(type, naming);
        if (Rules(type) is { } rules)
        {
            // After those of fields that stand here inlined.
            schema.XKubernetesValidations = [.. schema.XKubernetesValidations ?? [], .. rules];
        }

        return schema;
    }

    private V1JSONSchemaProps Record(Type type, JsonNamingPolicy naming)
    {
        var schema = new V1JSONSchemaProps { Type = "object", Properties = new Dictionary<string, V1JSONSchemaProps>(StringComparer.Ordinal) };
        AddProperties(schema, type, naming);
        return schema;
    }

    /// <summary>A place where only one case of a union may stand still says which it is.</summary>
    private V1JSONSchemaProps OnlyCase(Type type, Type union, JsonNamingPolicy naming)
    {
        var schema = Record(type, naming);
        schema.Properties["type"] = new V1JSONSchemaProps { Type = "string", EnumProperty = [CaseName(type)], Description = summaries.Of(union) };
        schema.Required = ["type", .. schema.Required ?? []];
        return schema;
    }

    /// <summary>A union is one object with a <c>type</c> and the fields of all its cases; a rule per case says which must be there.</summary>
    private V1JSONSchemaProps Union(Type type, JsonNamingPolicy naming)
    {
        var cases = Cases(type).ToList();
        var schema = new V1JSONSchemaProps
        {
            Type = "object",
            Properties = new Dictionary<string, V1JSONSchemaProps>(StringComparer.Ordinal)
            {
                ["type"] = new() { Type = "string", EnumProperty = [.. cases.Select(c => (object)CaseName(c))] },
            },
            Required = ["type"],
        };
        foreach (var @case in cases)
        {
            var fields = Record(@case, naming);
            foreach (var (name, property) in fields.Properties)
            {
                // Two cases may use one name for different things (args of docker and of script): then any value passes here.
                schema.Properties[name] = schema.Properties.TryGetValue(name, out var other) && !SameShape(other, property)
                    ? new V1JSONSchemaProps { Type = property.Type, MaxItems = property.MaxItems, Description = other.Description, Items = AnyValue(), XKubernetesListType = property.XKubernetesListType }
                    : property;
            }
        }

        return schema;
    }

    private void AddProperties(V1JSONSchemaProps schema, Type type, JsonNamingPolicy naming)
    {
        foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.GetIndexParameters().Length == 0 && p.Name != "EqualityContract"))
        {
            if (property.IsDefined(typeof(InlinedAttribute)))
            {
                var inlined = Schema(property.PropertyType, naming);
                foreach (var (name, inner) in inlined.Properties)
                {
                    schema.Properties[name] = inner;
                }

                schema.Required = [.. schema.Required ?? [], .. inlined.Required ?? []];
                schema.XKubernetesValidations = inlined.XKubernetesValidations;
                continue;
            }

            var propertyName = naming.ConvertName(property.Name);
            schema.Properties[propertyName] = Property(property, naming);
            if (IsRequired(property))
            {
                schema.Required = [.. schema.Required ?? [], propertyName];
            }
        }
    }

    private V1JSONSchemaProps Property(PropertyInfo property, JsonNamingPolicy naming)
    {
        var schema = Value(property, naming);
        return property.GetCustomAttribute<WithinAttribute>() is not { } within
            ? schema
            : new V1JSONSchemaProps
            {
                Type = "object",
                Description = schema.Description,
                Properties = new Dictionary<string, V1JSONSchemaProps>(StringComparer.Ordinal) { [within.Key] = schema },
                Required = [within.Key],
            };
    }

    private V1JSONSchemaProps Value(PropertyInfo property, JsonNamingPolicy naming)
    {
        var schema = Schema(property.PropertyType, naming);
        schema.Description = summaries.Of(property);
        if (property.GetCustomAttribute<TextAttribute>() is { } text)
        {
            Bound(schema.AdditionalProperties as V1JSONSchemaProps ?? schema.Items as V1JSONSchemaProps ?? schema, text);
        }

        if (property.GetCustomAttribute<EntriesAttribute>() is { } entries)
        {
            schema.MaxProperties = entries.Max;
        }

        if (property.GetCustomAttribute<ItemsAttribute>() is { } items)
        {
            schema.MaxItems = items.Max;
        }

        if (property.GetCustomAttribute<WholeAttribute>() is { } whole)
        {
            // What exceeds int64 bounds nothing: the API server refuses every value under such a maximum.
            schema.Minimum = whole.Min;
            schema.Maximum = whole.Max <= long.MaxValue ? whole.Max : null;
        }

        if (property.GetCustomAttribute<FormatAttribute>() is { } format)
        {
            schema.Format = format.Name;
        }

        if (property.GetCustomAttribute<ListKeysAttribute>() is { } keys)
        {
            schema.XKubernetesListType = "map";
            schema.XKubernetesListMapKeys = [.. keys.Keys];
        }
        else if (property.IsDefined(typeof(SetListAttribute)))
        {
            schema.XKubernetesListType = "set";
        }
        else if (schema.Type == "array")
        {
            schema.XKubernetesListType = "atomic";
        }

        return schema;
    }

    private static void Bound(V1JSONSchemaProps schema, TextAttribute text)
    {
        schema.MinLength = text.MinLength > 0 ? text.MinLength : null;
        schema.MaxLength = text.MaxLength;
        schema.Pattern = text.Pattern;
    }

    private static List<V1ValidationRule>? Rules(Type type)
    {
        var rules = type.GetCustomAttributes<ValidationRuleAttribute>()
            .Select(r => new V1ValidationRule { Rule = r.Rule, Message = r.Message }).ToList();
        if (type.IsAbstract)
        {
            foreach (var @case in Cases(type))
            {
                var needed = @case.GetProperties().Where(IsRequired).Select(p => JsonNamingPolicy.KebabCaseLower.ConvertName(p.Name)).ToList();
                if (needed.Count > 0)
                {
                    var name = CaseName(@case);
                    rules.Add(new V1ValidationRule
                    {
                        Rule = $"self.type != '{name}' || ({string.Join(" && ", needed.Select(n => $"has(self.{Escape(n)})"))})",
                        Message = $"type {name} needs {string.Join(", ", needed)}",
                    });
                }
            }
        }

        return rules.Count > 0 ? rules : null;
    }

    private static string Escape(string name) => name.Replace("-", "__dash__", StringComparison.Ordinal);

    private static bool SameShape(V1JSONSchemaProps a, V1JSONSchemaProps b) =>
        a.Type == b.Type && (a.Items as V1JSONSchemaProps)?.Type == (b.Items as V1JSONSchemaProps)?.Type;

    private static V1JSONSchemaProps AnyValue() => new() { XKubernetesPreserveUnknownFields = true };

    private static IEnumerable<Type> Cases(Type union) =>
        union.Assembly.GetTypes().Where(t => t.BaseType == union).OrderBy(t => t.MetadataToken);

    private static string CaseName(Type @case) => @case.GetCustomAttribute<VariantAttribute>()?.Name
        ?? throw new InvalidOperationException($"{@case} needs a [Variant].");

    private static IEnumerable<object> EnumNames(Type type) =>
        type.GetFields(BindingFlags.Public | BindingFlags.Static).Select(f => (object)WireNames.OfEnumMember(type, f.Name));

    private static bool IsRequired(PropertyInfo property) =>
        property.IsDefined(typeof(RequiredMemberAttribute)) || (IsConstructorParameter(property) && !IsNullable(property));

    private static bool IsConstructorParameter(PropertyInfo property) =>
        property.DeclaringType!.GetConstructors().Any(c => c.GetParameters().Any(p => p.Name == property.Name));

    private static bool IsNullable(PropertyInfo property) =>
        Nullable.GetUnderlyingType(property.PropertyType) is not null
        || new NullabilityInfoContext().Create(property).ReadState == NullabilityState.Nullable;

    private static Type? MapValue(Type type) =>
        type.IsGenericType && (type.GetGenericTypeDefinition() == typeof(IdMap<>)
            || (type.GetGenericTypeDefinition() == typeof(PortMap<>) && type != typeof(PortMap<ushort>)))
            ? type.GetGenericArguments()[0]
            : type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyDictionary<,>) ? type.GetGenericArguments()[1] : null;

    private static Type? ListItem(Type type) =>
        type.IsGenericType && (type.GetGenericTypeDefinition() == typeof(ValueList<>) || type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>))
            ? type.GetGenericArguments()[0]
            : null;
}
