namespace StartOperator.Resources.Tests.Schema;

public sealed class SchemaBoundsTests
{
    /// <summary>What the API server itself fixes.</summary>
    private static readonly string[] FixedByTheServer = ["StartService.apiVersion", "StartService.kind", "StartService.metadata"];

    private static readonly IReadOnlyList<SchemaNode> Nodes = [.. SchemaNode.Roots().SelectMany(r => r.Below()).Where(n => !FixedByTheServer.Contains(n.Path))];

    [Fact]
    public void The_walk_sees_the_whole_schema()
    {
        Nodes.Count.ShouldBeGreaterThan(300);
        Nodes.Select(n => n.Path).ShouldContain("StartService.spec.manifest.interfaces{}.lan-config{}.internal");
        Nodes.Select(n => n.Path).ShouldContain("StartService.status.conditions[].message");
    }

    [Fact]
    public void Every_text_has_a_longest() =>
        Nodes.Where(n => n.Type == "string" && !n.Has("enum") && !n.Has("maxLength")).Select(n => n.Path).ShouldBeEmpty();

    [Fact]
    public void Every_list_has_a_longest() => Nodes.Where(n => n.Type == "array" && !n.Has("maxItems")).Select(n => n.Path).ShouldBeEmpty();

    [Fact]
    public void Every_map_has_a_largest() => Nodes.Where(n => n.IsMap && !n.Has("maxProperties")).Select(n => n.Path).ShouldBeEmpty();

    [Fact]
    public void Every_place_has_a_type_but_for_those_where_anything_may_stand() =>
        Nodes.Where(n => n.Type is null && !n.IsOpaque).Select(n => n.Path).ShouldBeEmpty();

    [Fact]
    public void Anything_may_stand_only_in_what_packages_themselves_leave_open() => Nodes.Where(n => n.IsOpaque).Select(n => n.Path)
        .Where(path => !path.EndsWith(".args[]", StringComparison.Ordinal) && !path.EndsWith(".input-spec[]", StringComparison.Ordinal))
            .ShouldBeEmpty();

    [Fact]
    public void Every_list_says_how_two_writers_share_it() =>
        Nodes.Where(n => n.Type == "array" && n.IsField && !n.Has("x-kubernetes-list-type")).Select(n => n.Path).ShouldBeEmpty();

    [Fact]
    public void Every_pattern_holds_from_the_first_character_on() =>
        Nodes.Where(n => n.Has("pattern")).Select(n => n.Schema.GetProperty("pattern").GetString()!)
        .ShouldAllBe(pattern => pattern.StartsWith('^'));

    [Fact]
    public void What_must_be_there_is_described() => Nodes.Where(n => n.Has("required"))
        .SelectMany(n => n.Schema.GetProperty("required").EnumerateArray().Select(r => (n.Path, Field: r.GetString()!, n.Schema)))
        .Where(r => !r.Schema.GetProperty("properties").TryGetProperty(r.Field, out _)).Select(r => $"{r.Path}.{r.Field}").ShouldBeEmpty();
}
