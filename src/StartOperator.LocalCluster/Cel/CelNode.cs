namespace StartOperator.LocalCluster.Cel;

/// <summary>A part of a CEL expression.</summary>
/// <param name="At">Where it stands in the text.</param>
internal abstract record CelNode(int At);

/// <summary>A value that stands in the text.</summary>
internal sealed record CelLiteral(int At, object? Value) : CelNode(At);

/// <summary>A variable, or the name of a type or namespace.</summary>
internal sealed record CelIdentifier(int At, string Name) : CelNode(At);

/// <summary>A field: <c>a.b</c>, <c>a.?b</c> when optional, <c>has(a.b)</c> when only tested.</summary>
internal sealed record CelSelect(int At, CelNode Operand, string Field) : CelNode(At)
{
    public bool Tests { get; init; }

    public bool IsOptional { get; init; }
}

/// <summary>A function, method or operator; operators are called as CEL calls them: <c>_+_</c>.</summary>
internal sealed record CelCall(int At, string Function, CelNode? Target, IReadOnlyList<CelNode> Arguments) : CelNode(At);

/// <summary>A list; optional elements are left out when they have no value.</summary>
internal sealed record CelListNode(int At, IReadOnlyList<(CelNode Value, bool IsOptional)> Items) : CelNode(At);

/// <summary>A map; optional entries are left out when they have no value.</summary>
internal sealed record CelMapNode(int At, IReadOnlyList<(CelNode Key, CelNode Value, bool IsOptional)> Entries) : CelNode(At);

/// <summary>A macro that walks a list or map: <c>range.all(x, condition)</c>, with one variable or two.</summary>
internal sealed record CelWalk(int At, string Macro, CelNode Range, string First, string? Second, CelNode Condition, CelNode? Result) : CelNode(At);

/// <summary>An optional's value under a name: <c>value.optMap(x, result)</c>.</summary>
internal sealed record CelOptionalMap(int At, CelNode Operand, string Name, CelNode Result, bool Flat) : CelNode(At);
