using StartOperator.LocalCluster.Validation;

namespace StartOperator.LocalCluster.Cel;

/// <summary>A name and its type, and the names around it.</summary>
internal sealed record CelTypeScope(string Name, CelType Type, CelTypeScope? Outer)
{
    public CelType? Find(string name) => Name == name ? Type : Outer?.Find(name);
}

/// <summary>Finds the type of an expression, and what in it can't work: unknown names, missing fields, operators that don't take their operands.</summary>
internal sealed class CelChecker
{
    private readonly HashSet<string> _used = new(StringComparer.Ordinal);

    /// <summary>Within the arguments of format, whose lists may mix types.</summary>
    private bool _mixes;

    private CelChecker()
    {
    }

    /// <summary>The type, and the outermost names that are used.</summary>
    /// <exception cref="CelException">Something can't work.</exception>
    public static (CelType Type, IReadOnlySet<string> Names) Check(CelNode node, CelTypeScope scope)
    {
        var checker = new CelChecker();
        return (checker.Of(node, scope), checker._used);
    }

    private CelType Of(CelNode node, CelTypeScope scope) => node switch
    {
        CelLiteral literal => CelValues.TypeOf(literal.Value),
        CelIdentifier identifier => Named(identifier.Name, scope),
        CelSelect select => Select(select, scope),
        CelCall call => Call(call, scope),
        CelListNode list => CelType.List(Common([.. list.Items.Select(item => Item(Of(item.Value, scope), item.IsOptional))])),
        CelMapNode map => CelType.Map(
            Common([.. map.Entries.Select(entry => Of(entry.Key, scope))]), Common([.. map.Entries.Select(entry => Item(Of(entry.Value, scope), entry.IsOptional))])),
        CelWalk walk => Walk(walk, scope),
        CelOptionalMap map => OptionalMap(map, scope),
        _ => CelType.Dyn,
    };

    private CelType Named(string name, CelTypeScope scope)
    {
        if (scope.Find(name) is { } type)
        {
            _used.Add(name);
            return type;
        }

        return CelLibrary.Types.ContainsKey(name) ? CelType.Type : throw new CelException($"undeclared reference to '{name}' (in container '')");
    }

    private CelType Select(CelSelect select, CelTypeScope scope)
    {
        if (CelPaths.Of(select) is { } path && scope.Find(path.Split('.')[0]) is null && CelLibrary.Types.ContainsKey(path)) return CelType.Type;
        var operand = Of(select.Operand, scope);
        var optional = select.IsOptional || operand.Kind == CelKind.Optional;
        if (operand.Kind == CelKind.Optional) operand = operand.Arguments[0];
        var field = operand.Kind switch
        {
            CelKind.Dyn => CelType.Dyn,
            CelKind.Object => operand.Fields.GetValueOrDefault(select.Field) ?? throw new CelException($"undefined field '{select.Field}'"),
            CelKind.Map when CelType.Fits(operand.Arguments[0], CelType.Text, []) => operand.Arguments[1],
            _ => throw new CelException($"type '{operand}' does not support field selection"),
        };
        if (select.Tests) return CelType.Bool;
        return optional ? CelType.Optional(field) : field;
    }

    private CelType Call(CelCall call, CelTypeScope scope)
    {
        if (call.Function is "_&&_" or "_||_" or "_?_:_" or "_[?_]") return Special(call, scope);
        var dotted = call.Target is { } target && CelPaths.Of(target) is { } path && CelLibrary.Namespaces.Contains(path) && scope.Find(path) is null ? $"{path}.{call.Function}" : null;
        var mixed = _mixes;
        _mixes |= call.Function == "format";
        CelType[] arguments = call.Target is null || dotted is not null
            ? [.. call.Arguments.Select(argument => Of(argument, scope))]
            : [Of(call.Target, scope), .. call.Arguments.Select(argument => Of(argument, scope))];
        _mixes = mixed;
        var result = Resolve(dotted ?? call.Function, dotted is null && call.Target is not null, arguments);
        if (call.Arguments is [.., CelLiteral { Value: string text }]) CheckLiteral(call.Function, text);
        return result;
    }

    /// <summary>A literal that can never do what its function needs is a mistake already here.</summary>
    private static void CheckLiteral(string function, string text)
    {
        var fits = function switch
        {
            "matches" => Re2.Fault(text) is null,
            "timestamp" => CelTime.TryParse(text) is not null,
            "duration" => CelTime.TryParseDuration(text) is not null,
            _ => true,
        };
        if (!fits) throw new CelException($"invalid {function} argument");
    }

    private static CelType Resolve(string name, bool isMember, CelType[] arguments)
    {
        var overloads = CelLibrary.Find(name, isMember).ToList();
        if (overloads.Count == 0 && !CelLibrary.Find(name, !isMember).Any()) throw new CelException($"undeclared reference to '{name}' (in container '')");
        CelType? result = null;
        foreach (var overload in overloads.Where(overload => overload.Parameters.Count == arguments.Length))
        {
            var bindings = new Dictionary<string, CelType>(StringComparer.Ordinal);
            if (!overload.Parameters.Zip(arguments).All(pair => CelType.Fits(pair.First, pair.Second, bindings))) continue;
            var found = overload.Result.Bound(bindings);
            result = result is null || result.Kind == found.Kind ? found : CelType.Dyn;
        }

        if (result is not null) return result;
        var shown = isMember ? $"{arguments[0]}.({string.Join(", ", arguments.Skip(1))})" : $"({string.Join(", ", arguments.AsEnumerable())})";
        throw new CelException($"found no matching overload for '{name}' applied to '{shown}'");
    }

    private CelType Special(CelCall call, CelTypeScope scope)
    {
        CelType[] arguments = [.. call.Arguments.Select(argument => Of(argument, scope))];
        switch (call.Function)
        {
            case "_[?_]": return CelType.Optional(Resolve("_[_]", false, [arguments[0].Kind == CelKind.Optional ? arguments[0].Arguments[0] : arguments[0], arguments[1]]));
            case "_?_:_" when arguments[0] is { Kind: CelKind.Bool or CelKind.Dyn }:
                if (!CelType.Fits(arguments[1], arguments[2], []) && !CelType.Fits(arguments[2], arguments[1], [])) throw NoOverload(call, arguments);
                return arguments[1].Kind == CelKind.Null ? arguments[2] : arguments[1];
            case "_&&_" or "_||_" when Array.TrueForAll(arguments, argument => argument.Kind is CelKind.Bool or CelKind.Dyn): return CelType.Bool;
            default: throw NoOverload(call, arguments);
        }
    }

    private static CelException NoOverload(CelCall call, CelType[] arguments) =>
        new($"found no matching overload for '{call.Function}' applied to '({string.Join(", ", arguments.AsEnumerable())})'");

    private CelType Walk(CelWalk walk, CelTypeScope scope)
    {
        var range = Of(walk.Range, scope);
        var (key, value) = range.Kind switch
        {
            CelKind.Dyn => (CelType.Dyn, CelType.Dyn),
            CelKind.List => (CelType.Int, range.Arguments[0]),
            CelKind.Map => (range.Arguments[0], range.Arguments[1]),
            _ => throw new CelException($"expression of type '{range}' cannot be range of a comprehension (must be list, map, or dynamic)"),
        };
        var inner = walk.Second is { } second
            ? new CelTypeScope(walk.First, key, new CelTypeScope(second, value, scope))
            : new CelTypeScope(walk.First, range.Kind == CelKind.Map ? key : value, scope);
        var condition = Of(walk.Condition, inner);
        if (condition.Kind is not (CelKind.Bool or CelKind.Dyn)) throw new CelException($"expected type 'bool' but found '{condition}'");
        var result = walk.Result is null ? CelType.Dyn : Of(walk.Result, inner);
        return walk.Macro switch
        {
            "all" or "exists" or "existsOne" => CelType.Bool,
            "filter" => CelType.List(range.Kind == CelKind.Map ? key : value),
            "sortBy" => range,
            "transformMap" => CelType.Map(key, result),
            "transformMapEntry" => result,
            _ => CelType.List(result),
        };
    }

    private CelType OptionalMap(CelOptionalMap map, CelTypeScope scope)
    {
        var operand = Of(map.Operand, scope);
        if (operand.Kind is not (CelKind.Optional or CelKind.Dyn)) throw new CelException($"found no matching overload for 'optMap' applied to '{operand}'");
        var result = Of(map.Result, new CelTypeScope(map.Name, operand.Kind == CelKind.Optional ? operand.Arguments[0] : CelType.Dyn, scope));
        return map.Flat ? result : CelType.Optional(result);
    }

    private static CelType Item(CelType type, bool isOptional) => isOptional && type.Kind == CelKind.Optional ? type.Arguments[0] : type;

    private CelType Common(IReadOnlyList<CelType> types)
    {
        if (types.Count == 0) return CelType.Dyn;
        if (types.Skip(1).FirstOrDefault(type => !CelType.Fits(types[0], type, [])) is not { } odd) return types[0];
        return _mixes ? CelType.Dyn : throw new CelException($"expected type '{types[0]}' but found '{odd}'");
    }
}
