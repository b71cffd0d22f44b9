using StartOperator.Package.Model.Config;
using StartOperator.Package.Model.Schema;
using StartOperator.Package.Reading.Documents;

namespace StartOperator.Package.Reading.Config;

/// <summary>Reads when two objects of a list are the same (contract: config-spec.md §2).</summary>
internal static class UniqueByReader
{
    public static UniqueBy? Read(Cursor value)
    {
        switch (value.Node)
        {
            case ScalarNode { Kind: ScalarKind.Null }:
                return UniqueBy.Nothing;
            case ScalarNode { Kind: ScalarKind.Text }:
                return value.Text(Limits.Name) is { } key ? new UniqueBy.Field(key) : null;
            case MappingNode when value.Object() is { } fields:
                return ReadGroup(value, fields);
            default:
                return value.WrongKind<UniqueBy>("a key, or a map with 'any' or 'all'");
        }
    }

    private static UniqueBy? ReadGroup(Cursor value, ObjectReader fields)
    {
        var any = fields.Optional("any");
        var all = fields.Optional("all");
        if (any is null == all is null) return value.Fail<UniqueBy>("must have either 'any' or 'all'", "keep one of them");

        var members = (any ?? all)!.List(Limits.Values, Read);
        return fields.Finish<UniqueBy>(() => any is null ? new UniqueBy.All(members!) : new UniqueBy.Any(members!));
    }
}
