using StartOperator.Package.Model.Config;
using StartOperator.Package.Model.Schema;
using StartOperator.Package.Reading.Documents;

namespace StartOperator.Package.Reading.Config;

/// <summary>Reads what texts and lists start with (contract: config-spec.md §5).</summary>
internal static class DefaultReader
{
    /// <summary>Reads the default of a text: a text, or how to make a random one.</summary>
    public static StringDefault? Text(Cursor value)
    {
        if (value.Node is ScalarNode { Kind: ScalarKind.Text })
            return value.Text(Limits.Value) is { } text ? new StringDefault.Literal(text) : null;
        if (value.Node is not MappingNode || value.Object() is not { } fields)
            return value.WrongKind<StringDefault>("a string, or a map with 'len' and 'charset'");

        var length = fields.Required("len")?.Whole(0, Limits.Entropy);
        var charset = fields.Optional("charset") is { } characters ? ReadCharset(characters) : null;
        return fields.Finish<StringDefault>(() => new StringDefault.Entropy((uint)length!.Value, charset));
    }

    /// <summary>Reads an item of a list's default.</summary>
    public static ListDefault? Item(Cursor value, ElementKind kind) => kind switch
    {
        ElementKind.Enum => value.Text(Limits.Value) is { } word ? new ListDefault.EnumItem(word) : null,
        ElementKind.Number => value.Number() is { } number ? new ListDefault.NumberItem(number) : null,
        ElementKind.String => Text(value) is { } text ? new ListDefault.StringItem(text) : null,
        ElementKind.Union => value.Text(Limits.Name) is { } variant ? new ListDefault.UnionItem(variant) : null,
        ElementKind.Object when value.Node is not MappingNode => value.WrongKind<ListDefault>("a map"),
        _ => JsonText.Read(value, Limits.LongText) is { } json ? new ListDefault.ObjectItem(json) : null,
    };

    private static Charset? ReadCharset(Cursor value)
    {
        if (value.Text(Limits.Name) is not { } text) return null;
        return Charset.TryParse(text, out var charset, out var error)
            ? charset
            : value.Fail<Charset>($"'{Wording.Short(text)}' is not a charset: {error}", "put commas between characters and ranges, as a-z,0-9");
    }
}
