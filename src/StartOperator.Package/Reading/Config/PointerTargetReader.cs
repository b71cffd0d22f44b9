using StartOperator.Package.Model.Config;
using StartOperator.Package.Model.Schema;

namespace StartOperator.Package.Reading.Config;

/// <summary>Reads what of a package a pointer takes its value from (contract: config-spec.md §6).</summary>
internal static class PointerTargetReader
{
    private static readonly (string, Kind)[] Kinds =
        [("tor-address", Kind.TorAddress), ("lan-address", Kind.LanAddress), ("tor-key", Kind.TorKey), ("config", Kind.Config)];

    private enum Kind
    {
        TorAddress,
        LanAddress,
        TorKey,
        Config,
    }

    public static PointerTarget? Read(ObjectReader attributes)
    {
        var kind = attributes.Required("target")?.OneOf(Kinds);
        switch (kind)
        {
            case null:
                attributes.AcceptAnyKey();
                return null;
            case Kind.Config:
                return ReadConfig(attributes);
            default:
                return attributes.Required("interface")?.Id() is { } id ? OfInterface(kind.Value, id) : null;
        }
    }

    private static PointerTarget OfInterface(Kind kind, string id) => kind switch
    {
        Kind.TorAddress => new PointerTarget.TorAddress(id),
        Kind.LanAddress => new PointerTarget.LanAddress(id),
        _ => new PointerTarget.TorKey(id),
    };

    private static PointerTarget.Config? ReadConfig(ObjectReader attributes)
    {
        var value = attributes.Required("selector");
        var selector = value?.Text(Limits.Value);
        if (selector is not null && !selector.StartsWith('$'))
            value!.Error($"'{Wording.Short(selector)}' is not a JSONPath", $"start it with '$', as $.{Wording.Short(selector.TrimStart('.'))}");

        var multi = attributes.Required("multi")?.Boolean();
        return selector is not null && multi is not null ? new PointerTarget.Config(selector, multi.Value) : null;
    }
}
