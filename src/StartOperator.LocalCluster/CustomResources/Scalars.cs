using System.Text.Json.Nodes;
using StartOperator.LocalCluster.Json;
using StartOperator.LocalCluster.Validation;

namespace StartOperator.LocalCluster.CustomResources;

/// <summary>Checks texts and numbers against their schema.</summary>
internal static class Scalars
{
    public static void CheckText(JsonNode? schema, string text, string path, SchemaOutcome outcome)
    {
        outcome.Count();
        var length = text.EnumerateRunes().Count();
        if (schema.Whole("maxLength") is { } most && length > most) outcome.Add(FieldError.TooLong(path, most));
        else if (schema.Whole("minLength") is { } least && length < least)
            outcome.Add(FieldError.Invalid(path, text, $"{path} in body should be at least {least} chars long"));
        else if (schema.Text("pattern") is { Length: > 0 } pattern) CheckPattern(pattern, text, path, outcome);
        if (schema.Text("format") is { Length: > 0 } format && schema.Text("type") is "string" or null && !StringFormats.Accepts(format, text))
            outcome.Add(FieldError.TypeInvalid(path, text, $"{path} in body must be of type {format}: {FieldError.Quoted(text)}"));
    }

    public static void CheckNumber(JsonNode? schema, JsonNode value, string path, SchemaOutcome outcome)
    {
        outcome.Count();
        CheckRange(schema, value, path, outcome);
        if (schema.Arr("multipleOf") is null && schema.At("multipleOf").AsReal() is { } factor) CheckMultiple(value, factor, path, outcome);
        if (schema.At("minimum").AsReal() is { } minimum) CheckMinimum(value, minimum, schema.Flag("exclusiveMinimum") == true, path, outcome);
        if (schema.At("maximum").AsReal() is { } maximum) CheckMaximum(value, maximum, schema.Flag("exclusiveMaximum") == true, path, outcome);
    }

    private static void CheckPattern(string pattern, string text, string path, SchemaOutcome outcome)
    {
        if (Re2.TryCompile(pattern, out var fault) is not { } regex)
            outcome.Add(FieldError.Invalid(path, text, $"{path} in body should match '{pattern}, but pattern is invalid: {fault}'"));
        else if (!regex.IsMatch(text)) outcome.Add(FieldError.Invalid(path, text, $"{path} in body should match '{pattern}'"));
    }

    private static void CheckRange(JsonNode? schema, JsonNode value, string path, SchemaOutcome outcome)
    {
        var (type, format) = (schema.Text("type"), schema.Text("format"));
        if (type == "integer")
        {
            var fits = format == "int32" ? value.AsWhole() is >= int.MinValue and <= int.MaxValue : value.AsWhole() is not null;
            if (fits) return;
            var shown = format is "int32" or "int64" ? $"with format {format}" : "(default format)";
            outcome.Add(FieldError.Invalid("<nil>", "", $"Checked value must be of type integer {shown} in {path}"));
        }
        else if (type == "number" && format == "float" && value.AsReal() is { } real && Math.Abs(real) > float.MaxValue)
            outcome.Add(FieldError.Invalid("<nil>", "", $"Checked value must be of type number with format float in {path}"));
    }

    /// <summary>Whole values are checked with whole factors: API servers cut the fraction off, so 0.5 becomes an impossible 0.</summary>
    private static void CheckMultiple(JsonNode value, double factor, string path, SchemaOutcome outcome)
    {
        var whole = ValueTypes.NameOf(value) == "integer";
        if (whole) factor = Math.Truncate(factor);
        if (factor <= 0)
        {
            outcome.Add(FieldError.Invalid(path, whole ? (long)factor : factor, $"factor MultipleOf declared for {path} must be positive: {JsonFields.Printed(factor)}"));
            return;
        }

        var real = value.AsReal()!.Value;
        var quotient = factor < 1 ? 1 / factor * real : real / factor;
        if (Math.Abs(quotient - Math.Round(quotient)) > 1e-9)
            outcome.Add(FieldError.Invalid(path, value, $"{path} in body should be a multiple of {JsonFields.Printed(factor)}"));
    }

    private static void CheckMinimum(JsonNode value, double minimum, bool exclusive, string path, SchemaOutcome outcome)
    {
        if (ValueTypes.NameOf(value) == "integer") minimum = Math.Truncate(minimum);
        var real = value.AsReal()!.Value;
        if (exclusive ? real > minimum : real >= minimum) return;
        outcome.Add(FieldError.Invalid(path, value, $"{path} in body should be greater than {(exclusive ? "" : "or equal to ")}{JsonFields.Printed(minimum)}"));
    }

    private static void CheckMaximum(JsonNode value, double maximum, bool exclusive, string path, SchemaOutcome outcome)
    {
        if (ValueTypes.NameOf(value) == "integer") maximum = Math.Truncate(maximum);
        var real = value.AsReal()!.Value;
        if (exclusive ? real < maximum : real <= maximum) return;
        outcome.Add(FieldError.Invalid(path, value, $"{path} in body should be less than {(exclusive ? "" : "or equal to ")}{JsonFields.Printed(maximum)}"));
    }
}
