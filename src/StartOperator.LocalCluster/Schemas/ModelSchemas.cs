using System.Collections.Concurrent;
using System.Reflection;
using System.Text.Json.Serialization;
using k8s.Models;

namespace StartOperator.LocalCluster.Schemas;

/// <summary>Built-in schemas: the client's models by reflection, completed by <see cref="BuiltInFacts"/>.</summary>
internal static class ModelSchemas
{
    private static readonly ConcurrentDictionary<Type, Schema> Cache = new();
    private static readonly Lock Building = new();

    /// <summary>Fields of a JSON schema that hold a schema although the model can't say so.</summary>
    private static readonly HashSet<string> SchemaPlaces = ["items", "additionalItems", "additionalProperties", "dependencies"];

    /// <summary>The schema of a model class such as <see cref="V1Pod"/>.</summary>
    public static Schema Of(Type model)
    {
        if (Cache.TryGetValue(model, out var known)) return known;
        lock (Building)
        {
            var started = new Dictionary<Type, Schema>();
            var schema = Object(model, started);
            foreach (var (type, built) in started) Cache.TryAdd(type, built);
            return schema;
        }
    }

    private static Schema Object(Type model, Dictionary<Type, Schema> started)
    {
        if (Cache.TryGetValue(model, out var known) || started.TryGetValue(model, out known)) return known;
        var facts = BuiltInFacts.ByModel.GetValueOrDefault(model.Name);
        var schema = new Schema
        {
            Kind = SchemaKind.Object,
            TypeName = facts is null ? model.Name : facts.OpenApiName[(facts.OpenApiName.LastIndexOf('.') + 1)..],
            OpenApiName = facts?.OpenApiName ?? "",
            AtomicMap = facts?.Atomic ?? false,
        };
        started[model] = schema;
        var fields = new Dictionary<string, SchemaField>(StringComparer.Ordinal);
        foreach (var property in model.GetProperties())
        {
            if (property.GetCustomAttribute<JsonPropertyNameAttribute>()?.Name is not { } name) continue;
            var fact = facts?.Fields.GetValueOrDefault(name) ?? FieldFacts.None;
            if (!fact.Absent) fields[name] = Field(new Place(model, name), property.PropertyType, fact, started);
        }

        schema.Fields = fields;
        return schema;
    }

    private static SchemaField Field(Place place, Type type, FieldFacts fact, Dictionary<Type, Schema> started)
    {
        var schema = Value(place, type, fact, started);
        return new SchemaField(schema)
        {
            Number = fact.Number,
            Required = fact.Required,
            Zero = fact.Zero ?? (schema.Kind is SchemaKind.Object or SchemaKind.Any or SchemaKind.SchemaOrOther ? ZeroRule.Keep : ZeroRule.Drop),
            PatchStrategy = fact.PatchStrategy,
            PatchMergeKey = fact.PatchMergeKey,
            Default = fact.Default,
            Enum = fact.Enum,
            ItemEnum = fact.ItemEnum,
            Opaque = fact.Opaque,
            GranularMap = fact.GranularMap,
        };
    }

    private static Schema Value(Place place, Type type, FieldFacts fact, Dictionary<Type, Schema> started)
    {
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IList<>))
        {
            return new Schema
            {
                Kind = SchemaKind.List,
                Element = Value(place, type.GetGenericArguments()[0], FieldFacts.None, started),
                ListMerge = fact.ListMerge,
                ListKeys = fact.ListKeys,
            };
        }

        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IDictionary<,>))
        {
            return new Schema
            {
                Kind = SchemaKind.Map,
                Element = Value(place, type.GetGenericArguments()[1], FieldFacts.None, started),
                AtomicMap = fact.AtomicMap,
            };
        }

        if (Scalar(place, Nullable.GetUnderlyingType(type) ?? type, fact) is { } scalar) return scalar;
        var named = Object(type, started);
        if (!named.AtomicMap || !fact.GranularMap) return named;
        return new Schema { Kind = named.Kind, TypeName = named.TypeName, OpenApiName = named.OpenApiName, Fields = named.Fields };
    }

    private static Schema? Scalar(Place place, Type type, FieldFacts fact)
    {
        if (type == typeof(string)) return Schema.Text;
        if (type == typeof(int)) return new Schema { Kind = SchemaKind.Int32 };
        if (type == typeof(long)) return new Schema { Kind = SchemaKind.Int64 };
        if (type == typeof(double)) return new Schema { Kind = SchemaKind.Number };
        if (type == typeof(bool)) return new Schema { Kind = SchemaKind.Flag };
        if (type == typeof(byte[])) return new Schema { Kind = SchemaKind.Bytes };
        if (type == typeof(DateTime)) return new Schema { Kind = fact.Micro ? SchemaKind.MicroTime : SchemaKind.Time };
        if (type == typeof(ResourceQuantity)) return new Schema { Kind = SchemaKind.Quantity };
        if (type == typeof(IntOrString)) return new Schema { Kind = SchemaKind.IntOrString };
        if (type != typeof(object)) return null;
        return place.Model == typeof(V1JSONSchemaProps) && SchemaPlaces.Contains(place.Field)
            ? new Schema { Kind = SchemaKind.SchemaOrOther }
            : Schema.Any;
    }

    private readonly record struct Place(Type Model, string Field);
}
