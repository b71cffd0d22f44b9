namespace StartOperator.LocalCluster.Cel;

/// <summary>A name and its value, and the names around it.</summary>
internal sealed record CelScope(string Name, object? Value, CelScope? Outer)
{
    public bool TryFind(string name, out object? value)
    {
        for (var scope = this; scope is not null; scope = scope.Outer)
        {
            if (scope.Name != name) continue;
            value = scope.Value;
            return true;
        }

        value = null;
        return false;
    }
}

/// <summary>Evaluates one expression; it ends after so many steps, whatever the expression.</summary>
internal sealed class CelEvaluator
{
    private const int MostSteps = 5_000_000;

    private long _steps;

    /// <exception cref="CelException">It can't be evaluated for these values.</exception>
    public static object? Evaluate(CelNode node, CelScope scope) => new CelEvaluator().Of(node, scope);

    private object? Of(CelNode node, CelScope scope)
    {
        _steps++;
        Stop();
        return node switch
        {
            CelLiteral literal => literal.Value,
            CelIdentifier identifier => Named(identifier.Name, scope),
            CelSelect select => Select(select, scope),
            CelCall call => Call(call, scope),
            CelListNode list => List(list, scope),
            CelMapNode map => Map(map, scope),
            CelWalk walk => new CelWalker(Of, walk).Walk(Of(walk.Range, scope), scope),
            CelOptionalMap map => OptionalMap(map, scope),
            _ => throw CelException.NoOverload(),
        };
    }

    private static object? Named(string name, CelScope scope)
    {
        if (scope.TryFind(name, out var value)) return value;
        return CelLibrary.Types.TryGetValue(name, out var type) ? type : throw new CelException($"no such attribute(s): {name}");
    }

    private object? Select(CelSelect select, CelScope scope)
    {
        if (CelPaths.Of(select) is { } path && !scope.TryFind(path.Split('.')[0], out _) && CelLibrary.Types.TryGetValue(path, out var type)) return type;
        var operand = Of(select.Operand, scope);
        var optional = operand as CelOptional;
        if (optional is { HasValue: false }) return select.Tests ? false : CelOptional.None;
        if (optional is not null) operand = optional.Value;
        object? value = null;
        var found = operand switch
        {
            CelFields fields => fields.TryGet(select.Field, out value),
            CelMap map => map.TryGet(select.Field, out value),
            _ => throw CelException.NoOverload(),
        };
        if (select.Tests) return found;
        if (select.IsOptional || optional is not null) return found ? CelOptional.Of(value) : CelOptional.None;
        return found ? value : throw CelException.NoSuchKey(CelNames.Unescaped(select.Field));
    }

    private object? Call(CelCall call, CelScope scope)
    {
        switch (call.Function)
        {
            case "_&&_": return Decide(call, scope, false);
            case "_||_": return Decide(call, scope, true);
            case "_?_:_": return Of(call.Arguments[Flag(Of(call.Arguments[0], scope)) ? 1 : 2], scope);
        }

        var dotted = call.Target is { } target && CelPaths.Of(target) is { } path && CelLibrary.Namespaces.Contains(path) && !scope.TryFind(path, out _) ? $"{path}.{call.Function}" : null;
        object?[] arguments = call.Target is null || dotted is not null
            ? [.. call.Arguments.Select(argument => Of(argument, scope))]
            : [Of(call.Target, scope), .. call.Arguments.Select(argument => Of(argument, scope))];
        Charge(call.Function, arguments);
        return CelLibrary.Call(dotted ?? call.Function, dotted is null && call.Target is not null, arguments);
    }

    /// <summary>Most functions look at all of what they are given; comparing sets, they do so again and again.</summary>
    private void Charge(string function, object?[] arguments)
    {
        if (function is "size" or "_[_]" or "_[?_]") return;
        long cost = 1;
        foreach (var argument in arguments) cost += Size(argument);
        if (arguments is [CelList { IsSet: true } or CelList { Keys.Count: > 0 }, CelList]) cost *= Size(arguments[0]) + 1;
        _steps += cost;
        Stop();
    }

    private void Stop()
    {
        if (_steps > MostSteps) throw new CelException("operation cancelled: actual cost limit exceeded");
    }

    private static int Size(object? value) => value switch
    {
        CelList list => list.Items.Count,
        CelMap map => map.Count,
        string text => text.Length / 10,
        byte[] bytes => bytes.Length / 10,
        _ => 0,
    };

    /// <summary>And and or: one side can decide alone, even when the other can't be evaluated.</summary>
    private bool Decide(CelCall call, CelScope scope, bool decisive)
    {
        CelException? fault = null;
        foreach (var argument in call.Arguments)
        {
            try
            {
                if (Flag(Of(argument, scope)) == decisive) return decisive;
            }
            catch (CelException failed)
            {
                fault ??= failed;
            }
        }

        return fault is null ? !decisive : throw fault;
    }

    private CelList List(CelListNode list, CelScope scope)
    {
        var items = new List<object?>();
        foreach (var (node, optional) in list.Items)
        {
            var value = Of(node, scope);
            if (!optional) items.Add(value);
            else if (value is CelOptional { HasValue: true } some) items.Add(some.Value);
        }

        return new CelList(items);
    }

    private CelMadeMap Map(CelMapNode map, CelScope scope)
    {
        var made = new CelMadeMap();
        foreach (var (keyNode, valueNode, optional) in map.Entries)
        {
            var (key, value) = (Of(keyNode, scope), Of(valueNode, scope));
            if (optional && value is not CelOptional { HasValue: true }) continue;
            if (!made.Add(key, optional ? ((CelOptional)value!).Value : value)) throw new CelException($"Failed with repeated key {CelText.Of(key)}");
        }

        return made;
    }

    private CelOptional OptionalMap(CelOptionalMap map, CelScope scope)
    {
        if (Of(map.Operand, scope) is not CelOptional optional) throw CelException.NoOverload();
        if (!optional.HasValue) return CelOptional.None;
        var result = Of(map.Result, new CelScope(map.Name, optional.Value, scope));
        if (!map.Flat) return CelOptional.Of(result);
        return result as CelOptional ?? throw CelException.NoOverload();
    }

    private static bool Flag(object? value) => value is bool flag ? flag : throw CelException.NoOverload();
}

/// <summary>Names with dots.</summary>
internal static class CelPaths
{
    /// <summary>The dotted name an expression is; null when it is something else.</summary>
    public static string? Of(CelNode node) => node switch
    {
        CelIdentifier identifier => identifier.Name,
        CelSelect { Tests: false, IsOptional: false } select when Of(select.Operand) is { } path => $"{path}.{select.Field}",
        _ => null,
    };
}
