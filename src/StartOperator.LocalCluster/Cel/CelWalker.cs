namespace StartOperator.LocalCluster.Cel;

/// <summary>Walks a list or map as a macro says.</summary>
/// <param name="evaluate">Evaluates what stands in the macro.</param>
/// <param name="walk">The macro.</param>
internal sealed class CelWalker(Func<CelNode, CelScope, object?> evaluate, CelWalk walk)
{
    public object? Walk(object? range, CelScope scope) => walk.Macro switch
    {
        "all" => Decide(range, scope, false),
        "exists" => Decide(range, scope, true),
        "existsOne" => Matching(range, scope).Count() == 1,
        "filter" => new CelList([.. Matching(range, scope).Select(inner => First(inner))]),
        "map" or "transformList" => new CelList([.. Matching(range, scope).Select(inner => evaluate(walk.Result!, inner))]),
        "sortBy" => CelLists.Sorted(Matching(range, scope).Select(inner => (First(inner), evaluate(walk.Result!, inner))).ToList()),
        "transformMap" => Map(Matching(range, scope).Select(inner => KeyValuePair.Create(First(inner), evaluate(walk.Result!, inner)))),
        "transformMapEntry" => Map(Matching(range, scope).SelectMany(inner => evaluate(walk.Result!, inner) as CelMap ?? throw CelException.NoOverload())),
        _ => throw CelException.NoOverload(),
    };

    private object? First(CelScope scope) => scope.TryFind(walk.First, out var value) ? value : null;

    /// <summary>One item can decide alone, even when others can't be evaluated.</summary>
    private bool Decide(object? range, CelScope scope, bool decisive)
    {
        CelException? fault = null;
        foreach (var inner in Scopes(range, scope))
        {
            try
            {
                if (Holds(inner) == decisive) return decisive;
            }
            catch (CelException failed) when (!failed.Message.StartsWith("operation cancelled", StringComparison.Ordinal))
            {
                fault ??= failed;
            }
        }

        return fault is null ? !decisive : throw fault;
    }

    private IEnumerable<CelScope> Matching(object? range, CelScope scope) => Scopes(range, scope).Where(Holds);

    private bool Holds(CelScope scope) => evaluate(walk.Condition, scope) is bool holds ? holds : throw CelException.NoOverload();

    /// <summary>The names each round has: the item, or with two names the index or key and the value.</summary>
    private IEnumerable<CelScope> Scopes(object? range, CelScope scope) => (range, walk.Second) switch
    {
        (CelList list, null) => list.Items.Select(item => new CelScope(walk.First, item, scope)),
        (CelList list, { } second) => list.Items.Select((item, i) => new CelScope(walk.First, (long)i, new CelScope(second, item, scope))),
        (CelMap map, null) => map.Select(entry => new CelScope(walk.First, entry.Key, scope)),
        (CelMap map, { } second) => map.Select(entry => new CelScope(walk.First, entry.Key, new CelScope(second, entry.Value, scope))),
        _ => throw CelException.NoOverload(),
    };

    private static CelMadeMap Map(IEnumerable<KeyValuePair<object?, object?>> entries)
    {
        var made = new CelMadeMap();
        foreach (var entry in entries)
        {
            if (!made.Add(entry.Key, entry.Value)) throw new CelException($"insert failed: key {CelText.Of(entry.Key)} already exists");
        }

        return made;
    }
}
