using System.Text.Json.Nodes;
using StartOperator.LocalCluster.Cel;
using StartOperator.LocalCluster.Json;
using StartOperator.LocalCluster.Validation;

namespace StartOperator.LocalCluster.Definitions;

/// <summary>The rules in CEL that a schema may have. What they cost is not estimated.</summary>
internal static class ExpressionRules
{
    private static readonly string[] Reasons = ["FieldValueDuplicate", "FieldValueForbidden", "FieldValueInvalid", "FieldValueRequired"];

    /// <summary>What is wrong with the fields of rules.</summary>
    public static IEnumerable<FieldError> OfForm(JsonObject schema, string path) =>
        schema.Objects("x-kubernetes-validations").Index().SelectMany(rule => OfForm(rule.Item, schema, $"{path}.x-kubernetes-validations[{rule.Index}]"));

    /// <summary>What is wrong with the expressions of rules.</summary>
    public static IEnumerable<FieldError> OfMeaning(JsonObject schema, string path, bool isRoot, string? uncorrelatable)
    {
        var rules = schema.Objects("x-kubernetes-validations").ToList();
        if (rules.Count == 0) return [];
        if (CelSchemas.TypeOf(schema, isRoot) is not { } self)
            return [FieldError.Internal($"{path}.x-kubernetes-validations", "internal error: failed to retrieve type information for x-kubernetes-validations")];
        return rules.Index().SelectMany(rule => OfMeaning(rule.Item, self, $"{path}.x-kubernetes-validations[{rule.Index}]", uncorrelatable));
    }

    private static IEnumerable<FieldError> OfForm(JsonObject rule, JsonObject schema, string path)
    {
        var (text, message) = (rule.Text("rule") ?? "", rule.Text("message") ?? "");
        if (string.IsNullOrWhiteSpace(text)) yield return FieldError.Required($"{path}.rule", "rule is not specified");
        else if (message.Length > 0 && string.IsNullOrWhiteSpace(message)) yield return FieldError.Invalid($"{path}.message", message, "must be non-empty if specified");
        else if (HasLineBreak(message.Trim())) yield return FieldError.Invalid($"{path}.message", message, "must not contain line breaks");
        else if (HasLineBreak(text.Trim()) && message.Length == 0) yield return FieldError.Required($"{path}.message", "message must be specified if rule contains line breaks");
        if (rule.Text("messageExpression") is { Length: > 0 } expression && string.IsNullOrWhiteSpace(expression))
            yield return FieldError.Required($"{path}.messageExpression", "messageExpression must be non-empty if specified");
        if (rule.Text("reason") is { } reason && !Reasons.Contains(reason)) yield return FieldError.NotSupported($"{path}.reason", reason, Reasons);
        if (rule.Text("fieldPath") is not { Length: > 0 } fieldPath) yield break;
        if (string.IsNullOrWhiteSpace(fieldPath)) yield return FieldError.Invalid($"{path}.fieldPath", fieldPath, "must be non-empty if specified");
        if (HasLineBreak(fieldPath)) yield return FieldError.Invalid($"{path}.fieldPath", fieldPath, "must not contain line breaks");
        if (!FieldPath.TryFollow(fieldPath, schema, true, out _, out _)) yield return FieldError.Invalid($"{path}.fieldPath", fieldPath, "must be a valid path");
    }

    private static IEnumerable<FieldError> OfMeaning(JsonObject rule, CelType self, string path, string? uncorrelatable)
    {
        var oldSelf = rule.Flag("optionalOldSelf") == true ? CelType.Optional(self) : self;
        var scope = new CelTypeScope("self", self, new CelTypeScope("oldSelf", oldSelf, null));
        List<FieldError> faults = [];
        var names = Read("rule", "", CelKind.Bool, "cel expression must evaluate to a bool");
        if (names is not null && rule.Text("messageExpression") is { Length: > 0 })
            Read("messageExpression", "messageExpression ", CelKind.Text, "messageExpression must evaluate to a string");
        if (names?.Contains("oldSelf") == true)
        {
            if (uncorrelatable is not null)
                faults.Add(FieldError.Invalid($"{path}.rule", rule["rule"], $"oldSelf cannot be used on the uncorrelatable portion of the schema within {uncorrelatable}"));
        }
        else if (rule["optionalOldSelf"] is { } optional)
        {
            faults.Add(FieldError.Invalid($"{path}.optionalOldSelf", optional, "may not be set if oldSelf is not used in rule"));
        }

        return faults;

        IReadOnlySet<string>? Read(string field, string what, CelKind result, string must)
        {
            try
            {
                var (type, used) = CelChecker.Check(CelParser.Parse(rule.Text(field)!), scope);
                if (type.Kind == result) return used;
                faults.Add(FieldError.Invalid($"{path}.{field}", Shown(rule), must));
            }
            catch (CelException wrong)
            {
                faults.Add(FieldError.Invalid($"{path}.{field}", Shown(rule), $"{what}compilation failed: {wrong.Message}"));
            }

            return null;
        }
    }

    private static JsonObject Shown(JsonObject rule) => new()
    {
        ["Rule"] = rule.Text("rule") ?? "",
        ["Message"] = rule.Text("message") ?? "",
        ["MessageExpression"] = rule.Text("messageExpression") ?? "",
        ["Reason"] = rule["reason"]?.DeepClone(),
        ["FieldPath"] = rule.Text("fieldPath") ?? "",
        ["OptionalOldSelf"] = rule["optionalOldSelf"]?.DeepClone(),
    };

    private static bool HasLineBreak(string text) => text.AsSpan().ContainsAny('\n', '\r');
}
