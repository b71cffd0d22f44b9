using StartOperator.Package.Model.Config;
using StartOperator.Package.Model.Schema;
using StartOperator.Package.Reading.Documents;

namespace StartOperator.Package.Reading.Config;

/// <summary>Reads what one value of a config looks like (contract: config-spec.md §1).</summary>
internal sealed class ValueSpecReader(SpecReader specs, ObjectReader attributes)
{
    private static readonly (string, Kind)[] Kinds =
    [
        ("boolean", Kind.Boolean), ("number", Kind.Number), ("string", Kind.String), ("enum", Kind.Enum),
        ("list", Kind.List), ("object", Kind.Object), ("union", Kind.Union), ("pointer", Kind.Pointer),
    ];

    private readonly ElementReader _elements = new(specs, attributes);

    private enum Kind
    {
        Boolean,
        Number,
        String,
        Enum,
        List,
        Object,
        Union,
        Pointer,
    }

    /// <summary>Reads the attributes and finishes their map. What all kinds have in common is filled in last.</summary>
    public T? Read<T>(Func<ValueSpec, T> complete)
        where T : class
    {
        var kind = attributes.Required("type")?.OneOf(Kinds);
        var name = attributes.Required("name")?.Text(Limits.Name);
        var description = attributes.Optional("description")?.Text(Limits.LongText);
        var warning = attributes.Optional("warning")?.Text(Limits.LongText);
        Func<ValueSpec>? build = kind switch
        {
            Kind.Boolean => ReadBoolean(),
            Kind.Number => ReadNumber(),
            Kind.String => ReadString(),
            Kind.Enum => ReadEnum(),
            Kind.List => ReadList(),
            Kind.Object => ReadObject(),
            Kind.Union => ReadUnion(),
            Kind.Pointer => ReadPointer(),
            _ => null,
        };
        if (build is null) attributes.AcceptAnyKey();
        return attributes.Finish(() => complete(build!() with { Name = name!, Description = description, Warning = warning }));
    }

    private Func<ValueSpec> ReadBoolean()
    {
        var start = attributes.Required("default")?.Boolean();
        return () => new BooleanSpec { Name = "", Default = start!.Value };
    }

    private Func<ValueSpec> ReadNumber()
    {
        var nullable = attributes.Required("nullable")?.Boolean();
        var start = attributes.Optional("default")?.Number();
        var rules = _elements.Number();
        return () => new NumberSpec { Name = "", Nullable = nullable!.Value, Default = start, Rules = rules() };
    }

    private Func<ValueSpec> ReadString()
    {
        var nullable = attributes.Required("nullable")?.Boolean();
        var start = attributes.Optional("default") is { } value ? DefaultReader.Text(value) : null;
        var rules = _elements.String();
        return () => new StringSpec { Name = "", Nullable = nullable!.Value, Default = start, Rules = rules() };
    }

    private Func<ValueSpec> ReadEnum()
    {
        var start = attributes.Required("default")?.Text(Limits.Value);
        var rules = _elements.Enum();
        return () => new EnumSpec { Name = "", Default = start!, Rules = rules() };
    }

    private Func<ValueSpec> ReadObject()
    {
        var rules = _elements.Object();
        return () => new ObjectSpec { Name = "", Rules = rules() };
    }

    private Func<ValueSpec> ReadUnion()
    {
        var rules = _elements.Union();
        return () => new UnionSpec { Name = "", Rules = rules() };
    }

    private Func<ValueSpec> ReadList()
    {
        var kind = attributes.Required("subtype")?.OneOf(ElementReader.Kinds);
        var element = attributes.Required("spec")?.Object() is { } inner && kind is { } known ? new ElementReader(specs, inner).Read(known) : null;
        var range = attributes.Required("range") is { } interval ? ElementReader.Range<ulong>(interval) : null;
        var items = attributes.Required("default");
        var start = kind is null ? null : items?.List(Limits.Values, item => DefaultReader.Item(item, kind.Value));
        return () => new ListSpec { Name = "", Element = element!, Range = range!, Default = start! };
    }

    private Func<ValueSpec> ReadPointer()
    {
        var subtype = attributes.Required("subtype");
        if (subtype?.Node is ScalarNode { Kind: ScalarKind.Text, Text: "system" })
            subtype.Error("a system pointer has nothing to point to in StartOS 0.3", "write package");
        else
            subtype?.OneOf([("package", true)]);

        var package = attributes.Required("package-id")?.Id();
        var target = PointerTargetReader.Read(attributes);
        return () => new PointerSpec { Name = "", PackageId = package!, Target = target! };
    }
}
