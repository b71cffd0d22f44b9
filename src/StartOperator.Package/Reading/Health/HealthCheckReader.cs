using StartOperator.Package.Model.Health;
using StartOperator.Package.Model.Schema;
using StartOperator.Package.Reading.Procedures;

namespace StartOperator.Package.Reading.Health;

/// <summary>Reads health checks, whose procedure's fields stand beside their own (contract: health.md).</summary>
internal static class HealthCheckReader
{
    public static HealthCheck? Read(Cursor value, ManifestScope scope)
    {
        if (value.Object() is not { } fields) return null;

        var name = fields.Required("name")?.Text(Limits.Name);
        var successMessage = fields.Optional("success-message")?.Text(Limits.LongText);
        var timeout = fields.Optional("timeout")?.Duration();
        return ProcedureReader.ReadFields(fields, scope.Silent, procedure => new HealthCheck
        {
            Name = name!,
            SuccessMessage = successMessage,
            Timeout = timeout,
            Procedure = procedure,
        });
    }
}
