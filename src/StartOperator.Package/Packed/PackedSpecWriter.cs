using System.Formats.Cbor;
using StartOperator.Package.Model.Config;

namespace StartOperator.Package.Packed;

/// <summary>
/// Writes config specs (contract: config-spec.md §1 and §2). What StartOS refuses as null is left out when it is absent: a text's pattern,
/// its description and its placeholder.
/// </summary>
internal sealed class PackedSpecWriter(CborWriter cbor)
{
    public void Write(ConfigSpec spec) => cbor.Map(spec.Fields.Count, () =>
    {
        foreach (var field in spec.Fields) cbor.Field(field.Key, () => cbor.Flattened(() => WriteAttributes(field.Value)));
    });

    private void WriteAttributes(ValueSpec value)
    {
        cbor.Text("type", TypeOf(value));
        cbor.Text("name", value.Name);
        cbor.Text("description", value.Description);
        cbor.Text("warning", value.Warning);
        switch (value)
        {
            case BooleanSpec boolean:
                cbor.Flag("default", boolean.Default);
                break;
            case NumberSpec number:
                cbor.Flag("nullable", number.Nullable);
                cbor.Number("default", number.Default);
                Write(number.Rules);
                break;
            case StringSpec text:
                cbor.Flag("nullable", text.Nullable);
                cbor.Field("default", text.Default, Write);
                Write(text.Rules);
                break;
            case EnumSpec choice:
                Write(choice.Rules);
                cbor.Text("default", choice.Default);
                break;
            case ListSpec list:
                Write(list);
                break;
            case ObjectSpec inner:
                Write(inner.Rules);
                break;
            case UnionSpec union:
                Write(union.Rules);
                break;
            case PointerSpec pointer:
                Write(pointer);
                break;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private static string TypeOf(ValueSpec value) => value switch
    {
        BooleanSpec => "boolean",
        NumberSpec => "number",
        StringSpec => "string",
        EnumSpec => "enum",
        ListSpec => "list",
        ObjectSpec => "object",
        UnionSpec => "union",
        PointerSpec => "pointer",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private void Write(ListSpec list)
    {
        cbor.Text("subtype", list.Element switch
        {
            EnumRules => "enum",
            NumberRules => "number",
            ObjectRules => "object",
            StringRules => "string",
            UnionRules => "union",
            _ => throw new System.Diagnostics.UnreachableException(),
        });
        cbor.Field("spec", () => cbor.Flattened(() => Write(list.Element)));
        cbor.Text("range", list.Range.ToString());
        cbor.Field("default", () => cbor.List(list.Default, Write));
    }

    private void Write(ElementRules rules)
    {
        switch (rules)
        {
            case NumberRules number:
                cbor.Text("range", number.Range?.ToString());
                cbor.Flag("integral", number.Integral);
                cbor.Text("units", number.Units);
                cbor.Number("placeholder", number.Placeholder);
                break;
            case StringRules text:
                Write(text);
                break;
            case EnumRules choice:
                cbor.Texts("values", choice.Values);
                cbor.Texts("value-names", choice.ValueNames);
                break;
            case ObjectRules inner:
                cbor.Field("spec", () => Write(inner.Spec));
                WriteShape(inner.DisplayAs, inner.UniqueBy);
                break;
            case UnionRules union:
                cbor.Field("tag", () => Write(union.Tag));
                cbor.Field("variants", () => cbor.Map(union.Variants, Write));
                cbor.Text("default", union.Default);
                WriteShape(union.DisplayAs, union.UniqueBy);
                break;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private void Write(StringRules text)
    {
        if (text.Pattern is { } pattern)
        {
            cbor.Text("pattern", pattern.Expression);
            cbor.Text("pattern-description", pattern.Description);
        }

        cbor.Flag("copyable", text.Copyable);
        cbor.Flag("masked", text.Masked);
        cbor.Flag("textarea", text.Textarea);
        if (text.Placeholder is { } placeholder) cbor.Text("placeholder", placeholder);
    }

    private void WriteShape(string? displayAs, UniqueBy uniqueBy)
    {
        cbor.Text("display-as", displayAs);
        cbor.Field("unique-by", () => Write(uniqueBy));
    }

    private void Write(UnionTag tag) => cbor.Map(4, () =>
    {
        cbor.Text("id", tag.Id);
        cbor.Text("name", tag.Name);
        cbor.Text("description", tag.Description);
        cbor.Texts("variant-names", tag.VariantNames);
    });

    private void Write(UniqueBy uniqueBy)
    {
        switch (uniqueBy)
        {
            case UniqueBy.Field field:
                cbor.WriteTextString(field.Key);
                break;
            case UniqueBy.Any any:
                cbor.Map(1, () => cbor.Field("any", () => cbor.List(any.Members, Write)));
                break;
            case UniqueBy.All all:
                cbor.Map(1, () => cbor.Field("all", () => cbor.List(all.Members, Write)));
                break;
            default:
                cbor.WriteNull();
                break;
        }
    }

    private void Write(StringDefault start)
    {
        if (start is StringDefault.Literal literal) cbor.WriteTextString(literal.Text);
        else if (start is StringDefault.Entropy entropy) cbor.Map(2, () =>
        {
            cbor.Text("charset", entropy.Charset?.Text);
            cbor.Whole("len", entropy.Length);
        });
    }

    private void Write(ListDefault item)
    {
        switch (item)
        {
            case ListDefault.EnumItem word:
                cbor.WriteTextString(word.Value);
                break;
            case ListDefault.NumberItem number:
                cbor.WriteDouble(number.Value);
                break;
            case ListDefault.StringItem text:
                Write(text.Value);
                break;
            case ListDefault.ObjectItem value:
                cbor.Json(value.Value);
                break;
            case ListDefault.UnionItem union:
                cbor.WriteTextString(union.Variant);
                break;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private void Write(PointerSpec pointer)
    {
        cbor.Text("subtype", "package");
        cbor.Text("package-id", pointer.PackageId);
        var (target, face) = pointer.Target switch
        {
            PointerTarget.TorAddress tor => ("tor-address", tor.Interface),
            PointerTarget.LanAddress lan => ("lan-address", lan.Interface),
            PointerTarget.TorKey key => ("tor-key", key.Interface),
            _ => ("config", null),
        };
        cbor.Text("target", target);
        if (face is not null) cbor.Text("interface", face);
        if (pointer.Target is not PointerTarget.Config config) return;

        cbor.Text("selector", config.Selector);
        cbor.Flag("multi", config.Multi);
    }
}
