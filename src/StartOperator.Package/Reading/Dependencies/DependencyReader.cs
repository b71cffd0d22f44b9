using StartOperator.Package.Model.Dependencies;
using StartOperator.Package.Model.Schema;
using StartOperator.Package.Reading.Procedures;

namespace StartOperator.Package.Reading.Dependencies;

/// <summary>Reads dependencies (contract: dependencies.md §1).</summary>
internal static class DependencyReader
{
    private enum Kind
    {
        Required,
        OptIn,
        OptOut,
    }

    private static readonly (string, Kind)[] Kinds = [("required", Kind.Required), ("opt-in", Kind.OptIn), ("opt-out", Kind.OptOut)];

    public static Dependency? Read(Cursor value)
    {
        if (value.Object() is not { } fields) return null;

        var version = fields.Required("version")?.VersionRange();
        var requirement = fields.Required("requirement") is { } need ? ReadRequirement(need) : null;
        var description = fields.Optional("description")?.Text(Limits.LongText);
        var config = fields.Optional("config") is { } procedures ? ReadConfig(procedures) : null;
        return fields.Finish(() => new Dependency { Version = version!, Requirement = requirement!, Description = description, Config = config });
    }

    private static Requirement? ReadRequirement(Cursor value)
    {
        if (value.Object() is not { } fields) return null;

        var kind = fields.Required("type")?.OneOf(Kinds);
        if (kind is null) fields.AcceptAnyKey();
        var how = kind is Kind.OptIn or Kind.OptOut ? fields.Required("how")?.Text(Limits.LongText) : null;
        return fields.Finish<Requirement>(() => kind switch
        {
            Kind.OptIn => new Requirement.OptIn(how!),
            Kind.OptOut => new Requirement.OptOut(how!),
            _ => new Requirement.Required(),
        });
    }

    private static DependencyConfig? ReadConfig(Cursor value)
    {
        if (value.Object() is not { } fields) return null;

        var check = fields.Required("check") is { } first ? ProcedureReader.Read(first, ProcedureRules.Unchecked) : null;
        var autoConfigure = fields.Required("auto-configure") is { } second ? ProcedureReader.Read(second, ProcedureRules.Unchecked) : null;
        return fields.Finish(() => new DependencyConfig(check!, autoConfigure!));
    }
}
