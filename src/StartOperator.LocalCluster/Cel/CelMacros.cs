namespace StartOperator.LocalCluster.Cel;

/// <summary>Calls that are not calls: they give their arguments names, or look without evaluating.</summary>
internal static class CelMacros
{
    /// <summary>The macro a call stands for, or the call itself.</summary>
    /// <exception cref="CelException">It is a macro, with arguments that it can't have.</exception>
    public static CelNode Expand(int at, string name, CelNode? target, IReadOnlyList<CelNode> arguments) => (name, target, arguments) switch
    {
        ("has", null, [CelSelect { IsOptional: false, Tests: false } field]) => field with { Tests = true },
        ("has", null, [_]) => throw new CelException("invalid argument to has() macro"),
        ("all" or "exists", { } range, [var x, var condition]) => new CelWalk(at, name, range, Variable(x), null, condition, null),
        ("exists_one" or "existsOne", { } range, [var x, var condition]) => new CelWalk(at, "existsOne", range, Variable(x), null, condition, null),
        ("filter", { } range, [var x, var condition]) => new CelWalk(at, name, range, Variable(x), null, condition, null),
        ("map", { } range, [var x, var result]) => new CelWalk(at, name, range, Variable(x), null, True(at), result),
        ("map", { } range, [var x, var condition, var result]) => new CelWalk(at, name, range, Variable(x), null, condition, result),
        ("sortBy", { } range, [var x, var key]) => new CelWalk(at, name, range, Variable(x), null, True(at), key),
        ("all" or "exists" or "existsOne", { } range, [var x, var y, var condition]) => new CelWalk(at, name, range, Variable(x), Variable(y), condition, null),
        ("transformList" or "transformMap" or "transformMapEntry", { } range, [var x, var y, var result]) =>
            new CelWalk(at, name, range, Variable(x), Variable(y), True(at), result),
        ("transformList" or "transformMap" or "transformMapEntry", { } range, [var x, var y, var condition, var result]) =>
            new CelWalk(at, name, range, Variable(x), Variable(y), condition, result),
        ("optMap" or "optFlatMap", { } operand, [var x, var result]) => new CelOptionalMap(at, operand, Variable(x), result, name == "optFlatMap"),
        _ => new CelCall(at, name, target, arguments),
    };

    private static string Variable(CelNode node) =>
        node is CelIdentifier { Name: var name } ? name : throw new CelException("argument must be a simple name");

    private static CelLiteral True(int at) => new(at, true);
}
