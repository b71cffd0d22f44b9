using System.Text.Json;
using StartOperator.Package.Model.Config;
using StartOperator.Package.Reading;

namespace StartOperator.Package.Canonical;

/// <summary>Writes config specs, at every level as lists of <c>{key, …}</c>.</summary>
internal sealed class SpecWriter(Utf8JsonWriter json)
{
    public void Write(string key, ConfigSpec spec)
    {
        json.WritePropertyName(key);
        Write(spec);
    }

    private void Write(ConfigSpec spec)
    {
        json.WriteStartArray();
        foreach (var field in spec.Fields) json.Object(() => Write(field));
        json.WriteEndArray();
    }

    private void Write(ConfigField field)
    {
        json.Text("key", field.Key);
        json.Text("type", TypeOf(field.Value));
        json.Text("name", field.Value.Name);
        json.Text("description", field.Value.Description);
        json.Text("warning", field.Value.Warning);
        switch (field.Value)
        {
            case BooleanSpec boolean:
                json.WriteBoolean("default", boolean.Default);
                break;
            case NumberSpec number:
                json.WriteBoolean("nullable", number.Nullable);
                json.Number("default", number.Default);
                Write(number.Rules);
                break;
            case StringSpec text:
                json.WriteBoolean("nullable", text.Nullable);
                if (text.Default is { } start) Write("default", start);
                Write(text.Rules);
                break;
            case EnumSpec choice:
                Write(choice.Rules);
                json.Text("default", choice.Default);
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
        json.Text("subtype", list.Element switch
        {
            EnumRules => "enum",
            NumberRules => "number",
            ObjectRules => "object",
            StringRules => "string",
            UnionRules => "union",
            _ => throw new System.Diagnostics.UnreachableException(),
        });
        json.Object("spec", () => Write(list.Element));
        json.Text("range", list.Range.ToString());
        json.List("default", list.Default, Write);
    }

    private void Write(ElementRules rules)
    {
        switch (rules)
        {
            case NumberRules number:
                json.Text("range", number.Range?.ToString());
                json.Flag("integral", number.Integral);
                json.Text("units", number.Units);
                json.Number("placeholder", number.Placeholder);
                break;
            case StringRules text:
                json.Text("pattern", text.Pattern?.Expression);
                json.Text("pattern-description", text.Pattern?.Description);
                json.Flag("masked", text.Masked);
                json.Flag("copyable", text.Copyable);
                json.Flag("textarea", text.Textarea);
                json.Text("placeholder", text.Placeholder);
                break;
            case EnumRules choice:
                json.Texts("values", choice.Values, evenEmpty: true);
                json.Texts("value-names", choice.ValueNames);
                break;
            case ObjectRules inner:
                Write("spec", inner.Spec);
                WriteShape(inner.DisplayAs, inner.UniqueBy);
                break;
            case UnionRules union:
                Write(union.Tag);
                json.Map("variants", union.Variants, Write);
                json.Text("default", union.Default);
                WriteShape(union.DisplayAs, union.UniqueBy);
                break;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private void WriteShape(string? displayAs, UniqueBy uniqueBy)
    {
        json.Text("display-as", displayAs);
        if (uniqueBy is UniqueBy.Never) return;

        json.WritePropertyName("unique-by");
        Write(uniqueBy);
    }

    private void Write(UnionTag tag) => json.Object("tag", () =>
    {
        json.Text("id", tag.Id);
        json.Text("name", tag.Name);
        json.Text("description", tag.Description);
        json.Map("variant-names", tag.VariantNames, json.WriteStringValue);
    });

    private void Write(UniqueBy uniqueBy)
    {
        switch (uniqueBy)
        {
            case UniqueBy.Field field:
                json.WriteStringValue(field.Key);
                break;
            case UniqueBy.Any any:
                json.Object(() => json.List("any", any.Members, Write));
                break;
            case UniqueBy.All all:
                json.Object(() => json.List("all", all.Members, Write));
                break;
            default:
                json.WriteNullValue();
                break;
        }
    }

    private void Write(string key, StringDefault start)
    {
        json.WritePropertyName(key);
        Write(start);
    }

    private void Write(StringDefault start)
    {
        if (start is StringDefault.Literal literal) json.WriteStringValue(literal.Text);
        else if (start is StringDefault.Entropy entropy) json.Object(() =>
        {
            json.Text("charset", entropy.Charset?.Text);
            json.WriteNumber("len", entropy.Length);
        });
    }

    private void Write(ListDefault item)
    {
        switch (item)
        {
            case ListDefault.EnumItem word:
                json.WriteStringValue(word.Value);
                break;
            case ListDefault.NumberItem number:
                JsonText.WriteNumber(json, number.Value);
                break;
            case ListDefault.StringItem text:
                Write(text.Value);
                break;
            case ListDefault.ObjectItem value:
                json.WriteRawValue(value.Value.Text);
                break;
            case ListDefault.UnionItem union:
                json.WriteStringValue(union.Variant);
                break;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private void Write(PointerSpec pointer)
    {
        json.Text("subtype", "package");
        json.Text("package-id", pointer.PackageId);
        switch (pointer.Target)
        {
            case PointerTarget.TorAddress tor:
                json.Text("target", "tor-address");
                json.Text("interface", tor.Interface);
                break;
            case PointerTarget.LanAddress lan:
                json.Text("target", "lan-address");
                json.Text("interface", lan.Interface);
                break;
            case PointerTarget.TorKey key:
                json.Text("target", "tor-key");
                json.Text("interface", key.Interface);
                break;
            case PointerTarget.Config config:
                json.Text("target", "config");
                json.Text("selector", config.Selector);
                json.WriteBoolean("multi", config.Multi);
                break;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }
}
