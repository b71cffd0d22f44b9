using System.Text.Json.Nodes;
using StartOperator.LocalCluster.Cel;
using StartOperator.LocalCluster.Json;
using StartOperator.LocalCluster.Validation;

namespace StartOperator.LocalCluster.CustomResources;

/// <summary>One rule of a schema (x-kubernetes-validations), read and checked.</summary>
internal sealed class ValidationRule
{
    private const int MostMessage = 5 * 1024;

    private readonly JsonNode _json;
    private readonly CelNode _expression;
    private readonly CelNode? _messageExpression;

    private ValidationRule(JsonNode json, CelNode expression, bool usesOldSelf, CelNode? messageExpression) =>
        (_json, _expression, UsesOldSelf, _messageExpression) = (json, expression, usesOldSelf, messageExpression);

    /// <summary>The rule is about a change, and not looked at when there is nothing before it.</summary>
    public bool UsesOldSelf { get; }

    /// <summary>The rule takes oldSelf as an optional value, and so is looked at without one.</summary>
    public bool OldSelfIsOptional => IsOptional(_json);

    /// <summary>Where below its own place the rule reports faults; empty for there.</summary>
    public string FieldPath => (_json.Text("fieldPath") ?? "").TrimStart('.');

    /// <summary>The rule's message, or else the rule itself.</summary>
    public string Shown => (_json.Text("message") is { Length: > 0 } message ? message : _json.Text("rule") ?? "").Trim();

    private string DefaultDetail => _json.Text("message") is { Length: > 0 } ? Shown : "failed rule: " + Shown;

    /// <summary>Reads a rule for values of a type; null when it is empty.</summary>
    /// <exception cref="CelException">It can't be a rule of such values.</exception>
    public static ValidationRule? Compile(JsonNode json, CelType self)
    {
        if (string.IsNullOrWhiteSpace(json.Text("rule"))) return null;
        var scope = new CelTypeScope("self", self, new CelTypeScope("oldSelf", IsOptional(json) ? CelType.Optional(self) : self, null));
        var expression = CelParser.Parse(json.Text("rule")!);
        var (type, names) = CelChecker.Check(expression, scope);
        if (type.Kind != CelKind.Bool) throw new CelException("cel expression must evaluate to a bool");
        return new ValidationRule(json, expression, names.Contains("oldSelf"), Message(json, scope));
    }

    /// <summary>Reads a rule's message expression, if it has one.</summary>
    /// <exception cref="CelException">It can't be one.</exception>
    public static CelNode? Message(JsonNode json, CelTypeScope scope)
    {
        if (json.Text("messageExpression") is not { Length: > 0 } text) return null;
        var expression = CelParser.Parse(text);
        return CelChecker.Check(expression, scope).Type.Kind == CelKind.Text ? expression : throw new CelException("messageExpression must evaluate to a string");
    }

    /// <summary>Whether the rule holds.</summary>
    /// <exception cref="CelException">It can't be told.</exception>
    public bool Holds(CelScope scope) => CelEvaluator.Evaluate(_expression, scope) is true;

    /// <summary>The fault of a value for which the rule does not hold.</summary>
    /// <param name="path">Where the rule reports it.</param>
    /// <param name="value">The value, where errors show it.</param>
    /// <param name="isShown">Objects and lists are not shown.</param>
    /// <param name="scope">The values of names.</param>
    public FieldError Fault(string path, JsonNode? value, bool isShown, CelScope scope)
    {
        var detail = Told(scope) ?? DefaultDetail;
        return _json.Text("reason") switch
        {
            "FieldValueForbidden" => FieldError.Forbidden(path, detail),
            "FieldValueRequired" => FieldError.Required(path, detail),
            "FieldValueDuplicate" => isShown ? FieldError.Duplicate(path, value) : new FieldError(FieldFault.Duplicate, path, "Duplicate value"),
            _ => isShown ? FieldError.Invalid(path, value, detail) : FieldError.InvalidUnshown(path, detail),
        };
    }

    private static bool IsOptional(JsonNode json) => json.Flag("optionalOldSelf") == true;

    /// <summary>What the message expression says; null when it says nothing usable.</summary>
    private string? Told(CelScope scope)
    {
        if (_messageExpression is null) return null;
        try
        {
            var text = (CelEvaluator.Evaluate(_messageExpression, scope) as string)?.Trim();
            return text is { Length: > 0 and <= MostMessage } && !text.Contains('\n', StringComparison.Ordinal) ? text : null;
        }
        catch (CelException)
        {
            return null;
        }
    }
}
