using System.Text.Json.Nodes;
using StartOperator.LocalCluster.Cel;
using StartOperator.LocalCluster.Json;
using StartOperator.LocalCluster.Validation;

namespace StartOperator.LocalCluster.CustomResources;

/// <summary>The rules of a schema and of everything below it, checked against values.</summary>
internal sealed class ValidationRules
{
    private static readonly string[] Blocking =
        [nameof(FieldFault.NotSupported), nameof(FieldFault.Required), nameof(FieldFault.TooLong), nameof(FieldFault.TooMany), nameof(FieldFault.TypeInvalid)];

    private readonly JsonNode? _schema;
    private readonly bool _isRoot;
    private readonly List<ValidationRule> _own = [];
    private readonly Dictionary<string, ValidationRules> _properties = new(StringComparer.Ordinal);
    private readonly List<ValidationRules> _all = [];
    private ValidationRules? _items;
    private ValidationRules? _values;

    private ValidationRules(JsonNode? schema, bool isRoot) => (_schema, _isRoot) = (schema, isRoot);

    private bool IsEmpty => _own.Count == 0 && _properties.Count == 0 && _all.Count == 0 && _items is null && _values is null;

    /// <summary>Reads the rules of a whole object's schema; null when there are none. Rules that can't be read are left out: the definition was checked for them.</summary>
    public static ValidationRules? Of(JsonNode? openApi, bool isRoot = true) => Compile(openApi, openApi, isRoot);

    /// <summary>What is wrong with a value, given the one it replaces, if any, and what was found wrong with it already.</summary>
    public IEnumerable<FieldError> Faults(JsonNode value, JsonNode? old, Correlated? correlated, IReadOnlyCollection<FieldError> found)
    {
        if (found.Any(fault => Blocking.Contains(fault.Fault.ToString())))
        {
            return
            [
                FieldError.Invalid(
                    "<nil>", null, "some validation rules were not checked because the object was invalid; correct the existing errors to complete validation"),
            ];
        }

        var faults = new List<FieldError>();
        Check("", value, old, new Ratchet(correlated, null), faults);
        return faults;
    }

    private static ValidationRules? Compile(JsonNode? rules, JsonNode? schema, bool isRoot)
    {
        var node = new ValidationRules(schema, isRoot || schema.Flag("x-kubernetes-embedded-resource") == true);
        foreach (var rule in rules.Objects("x-kubernetes-validations"))
        {
            if (TryCompile(rule, node) is { } compiled) node._own.Add(compiled);
        }

        if (rules.At("items") is { } items) node._items = Compile(items, schema.At("items"), false);
        foreach (var (name, property) in rules.Obj("properties") ?? [])
        {
            if (schema.Obj("properties")?[name] is { } spine && Compile(property, spine, false) is { } below) node._properties[name] = below;
        }

        if (rules.At("additionalProperties") is JsonObject values) node._values = Compile(values, schema.At("additionalProperties"), false);
        foreach (var part in rules.Objects("allOf"))
        {
            if (Compile(part, schema, isRoot) is { } below) node._all.Add(below);
        }

        return node.IsEmpty ? null : node;
    }

    private static ValidationRule? TryCompile(JsonNode rule, ValidationRules node)
    {
        try
        {
            return CelSchemas.TypeOf(node._schema, node._isRoot) is { } type ? ValidationRule.Compile(rule, type) : null;
        }
        catch (CelException)
        {
            return null;
        }
    }

    private void Check(string path, JsonNode? value, JsonNode? old, Ratchet ratchet, List<FieldError> faults)
    {
        if (value is null) return;
        CheckOwn(path, value, old, ratchet, faults);
        foreach (var part in _all) part.Check(path, value, old, ratchet.WithinAll(), faults);
        if (value is JsonArray list && _items is not null)
        {
            for (var i = 0; i < list.Count; i++)
            {
                var before = _schema.Text("x-kubernetes-list-type") == "map" ? Correlated.WithKeys(old, list[i], _schema) : null;
                _items.Check($"{path}[{i}]", list[i], before, ratchet.Index(i), faults);
            }
        }

        if (value is not JsonObject obj) return;
        foreach (var (name, field) in obj)
        {
            var before = (old as JsonObject)?[name];
            if (_properties.TryGetValue(name, out var below)) below.Check(path.Length == 0 ? name : $"{path}.{name}", field, before, ratchet.Key(name), faults);
            else _values?.Check($"{path}[{name}]", field, before, ratchet.Key(name), faults);
        }
    }

    private void CheckOwn(string path, JsonNode value, JsonNode? old, Ratchet ratchet, List<FieldError> faults)
    {
        var self = CelValues.Of(value, _schema, _isRoot);
        var before = old is null ? null : CelValues.Of(old, _schema, _isRoot);
        foreach (var rule in _own)
        {
            if (rule.UsesOldSelf && old is null && !rule.OldSelfIsOptional) continue;
            var oldSelf = !rule.OldSelfIsOptional ? before : old is null ? CelOptional.None : CelOptional.Of(before);
            var scope = new CelScope("self", self, new CelScope("oldSelf", oldSelf, null));
            if (Fault(rule, path, value, scope) is { } fault) faults.Add(fault with { Tolerated = !rule.UsesOldSelf && ratchet.IsSame && !fault.Unclear });
        }
    }

    /// <summary>The fault of a value that breaks a rule, or for which it can't be told.</summary>
    private FieldError? Fault(ValidationRule rule, string path, JsonNode value, CelScope scope)
    {
        var shown = path.Length == 0 ? "<nil>" : path;
        try
        {
            if (rule.Holds(scope)) return null;
            var at = rule.FieldPath.Length == 0 ? shown : path.Length == 0 ? rule.FieldPath : $"{path}.{rule.FieldPath}";
            return rule.Fault(at, value, value is not (JsonObject or JsonArray), scope);
        }
        catch (CelException failed)
        {
            var type = _schema.Text("type") ?? "";
            var why = failed.Message.StartsWith("no such overload", StringComparison.Ordinal)
                ? $"'{failed.Message}': call arguments did not match a supported operator, function or macro signature for rule: {rule.Shown}"
                : failed.Message.StartsWith("operation cancelled", StringComparison.Ordinal)
                    ? $"'{failed.Message}': no further validation rules will be run due to call cost exceeds limit for rule: {rule.Shown}"
                    : $"{failed.Message} evaluating rule: {rule.Shown}";
            return FieldError.Invalid(shown, type, why) with { Unclear = true };
        }
    }

    /// <summary>Whether the value at hand, or the nearest one above it that can be compared, is as it was.</summary>
    private readonly record struct Ratchet(Correlated? Current, Correlated? Nearest)
    {
        public bool IsSame => Current?.IsSame ?? Nearest?.IsSame ?? false;

        public Ratchet Key(string name)
        {
            if (Current is null) return this;
            return Nearest is null && name is "apiVersion" or "kind" ? new Ratchet(null, null) : new Ratchet(Current.Key(name), Current);
        }

        public Ratchet Index(int index) => Current is null ? this : new Ratchet(Current.Index(index), Current);

        public Ratchet WithinAll() => new(null, Nearest);
    }
}
