using StartOperator.Package.Model.Actions;
using StartOperator.Package.Model.Config;
using StartOperator.Package.Model.Schema;
using StartOperator.Package.Reading.Config;
using StartOperator.Package.Reading.Procedures;

namespace StartOperator.Package.Reading.Actions;

/// <summary>Reads actions (contract: actions.md).</summary>
internal static class ActionReader
{
    private static readonly (string, ActionStatus)[] Statuses = [("running", ActionStatus.Running), ("stopped", ActionStatus.Stopped)];

    public static PackageAction? Read(Cursor value, ManifestScope scope)
    {
        if (value.Object() is not { } fields) return null;

        var name = fields.Required("name")?.Text(Limits.Name);
        var description = fields.Required("description")?.Text(Limits.LongText);
        var warning = fields.Optional("warning")?.Text(Limits.LongText);
        var implementation = fields.Required("implementation") is { } procedure ? ProcedureReader.Read(procedure, scope.Speaking) : null;
        var statuses = fields.Required("allowed-statuses")?.List(Limits.Entries, item => item.OneOf(Statuses));
        var inputSpec = fields.Optional("input-spec") is { } spec ? new SpecReader(scope.Form).Read(spec) : ConfigSpec.Empty;
        return fields.Finish(() => new PackageAction
        {
            Name = name!,
            Description = description!,
            Warning = warning,
            Implementation = implementation!,
            AllowedStatuses = [.. statuses!.Distinct()],
            InputSpec = inputSpec!,
        });
    }
}
