namespace StartOperator.Package.Model;

/// <summary>Any JSON value, held as its compact text; equal when the texts are.</summary>
/// <param name="Text">Valid, compact JSON; object keys in the author's order.</param>
public readonly record struct JsonValue(string Text)
{
    /// <inheritdoc />
    public override string ToString() => Text;
}
