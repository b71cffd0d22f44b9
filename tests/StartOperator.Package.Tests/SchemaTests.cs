using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CsCheck;
using StartOperator.Package.Canonical;
using StartOperator.Package.Model;
using StartOperator.Package.Model.Config;
using StartOperator.Package.Model.Interfaces;
using StartOperator.Package.Model.Schema;
using StartOperator.Package.Versions;
using JsonText = System.Text.Json.Nodes.JsonValue;
using JsonValue = StartOperator.Package.Model.JsonValue;

namespace StartOperator.Package.Tests;

public sealed class SchemaTests
{
    private static readonly Type[] Texts = [typeof(string), typeof(EmVersion), typeof(VersionRange), typeof(Uri), typeof(Duration), typeof(JsonValue)];
    private static readonly Type[] Numbers = [typeof(uint), typeof(ulong), typeof(ushort)];
    private static readonly Type[] Maps = [typeof(IdMap<>), typeof(PortMap<>)];

    [Fact]
    public void Every_text_number_list_and_map_of_a_manifest_is_bounded() => Properties()
        .SelectMany(property => Missing(property).Select(attribute => $"{property.DeclaringType!.Name}.{property.Name} lacks {attribute}"))
        .ShouldBeEmpty();

    [Fact]
    public void Identifiers_of_the_schema_are_identifiers_of_the_reader()
    {
        var schema = new Regex(Limits.IdPattern, RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture);
        Gen.OneOf(Manifests.Id, Gen.String[Gen.OneOf('a', 'z', '-', '_', '0', 'A', '.'), 0, 5]).Sample(id =>
            NoteKeeper.Read(NoteKeeper.With("id: note-keeper", $"id: '{id}'")).HasErrors
                .ShouldBe(!schema.IsMatch(id) || id.Length > Limits.Id), iter: 300);
    }

    [Theory]
    [InlineData("title", Limits.Title)]
    [InlineData("version", Limits.Version)]
    [InlineData("release-notes", Limits.ReleaseNotes)]
    [InlineData("license", Limits.Name)]
    [InlineData("git-hash", Limits.Name)]
    [InlineData("description.short", Limits.ShortDescription)]
    [InlineData("description.long", Limits.LongDescription)]
    [InlineData("alerts.uninstall", Limits.LongText)]
    [InlineData("assets.icon", Limits.Path)]
    [InlineData("support-site", Limits.Url)]
    [InlineData("main.entrypoint", Limits.Argument)]
    [InlineData("main.args.0", Limits.Argument)]
    [InlineData("main.mounts.main", Limits.Path)]
    [InlineData("main.sigterm-timeout", Limits.Duration)]
    [InlineData("health-checks.web.name", Limits.Name)]
    [InlineData("health-checks.web.success-message", Limits.LongText)]
    [InlineData("interfaces.web.description", Limits.LongText)]
    [InlineData("volumes.wallet.path", Limits.Path)]
    [InlineData("actions.reset-password.warning", Limits.LongText)]
    [InlineData("actions.reset-password.input-spec.0.key", Limits.Name)]
    [InlineData("actions.reset-password.input-spec.0.description", Limits.LongText)]
    [InlineData("dependencies.wallet-d.version", Limits.VersionRange)]
    [InlineData("dependencies.wallet-d.requirement.how", Limits.LongText)]
    [InlineData("migrations.from.0.range", Limits.VersionRange)]
    [InlineData("hardware-requirements.arch.0", Limits.Name)]
    public void A_text_may_be_as_long_as_the_schema_says_and_no_longer(string path, int most)
    {
        Paths(Resource(path, Long(path, most))).ShouldBeEmpty();
        Paths(Resource(path, Long(path, most + 1))).ShouldBe([path]);
    }

    [Theory]
    [InlineData("build", Limits.Arguments)]
    [InlineData("main.args", Limits.Arguments)]
    [InlineData("replaces", Limits.Replaces)]
    [InlineData("hardware-requirements.arch", Limits.Architectures)]
    [InlineData("interfaces.web.protocols", Limits.Entries)]
    public void A_list_may_be_as_long_as_the_schema_says_and_no_longer(string path, int most)
    {
        Paths(Resource(path, Items(most))).ShouldBeEmpty();
        Paths(Resource(path, Items(most + 1))).ShouldBe([path]);

        static JsonArray Items(int count) => new([.. Enumerable.Range(0, count).Select(at => Text(at == 0 ? "tcp" : at == 1 ? "http" : "x"))]);
    }

    [Theory]
    [InlineData("volumes", "{\"type\":\"data\"}")]
    [InlineData("interfaces", "{\"name\":\"\",\"description\":\"\",\"ui\":false,\"protocols\":[]}")]
    [InlineData("health-checks", "{\"name\":\"\",\"type\":\"script\"}")]
    [InlineData("actions", "{\"name\":\"\",\"description\":\"\",\"implementation\":{\"type\":\"script\"},\"allowed-statuses\":[]}")]
    [InlineData("dependencies", "{\"version\":\"*\",\"requirement\":{\"type\":\"required\"}}")]
    public void A_map_may_have_as_many_entries_as_the_schema_says_and_no_more(string path, string value)
    {
        var present = JsonNode.Parse(CanonicalManifest.ToJson(NoteKeeper.Manifest))![path]!.AsObject();
        Paths(Resource(path, Entries(Limits.Entries))).ShouldBeEmpty();
        Paths(Resource(path, Entries(Limits.Entries + 1))).ShouldBe([path]);

        JsonObject Entries(int count)
        {
            var map = (JsonObject)present.DeepClone();
            for (var at = 0; map.Count < count; at++) map.Add($"{(char)('a' + (at / 26))}{(char)('a' + (at % 26))}", JsonNode.Parse(value));
            return map;
        }
    }

    private static IEnumerable<PropertyInfo> Properties() => typeof(Manifest).Assembly.GetTypes()
        .Where(type => type.Namespace?.StartsWith(typeof(Manifest).Namespace!, StringComparison.Ordinal) == true)
        .Where(type => type.Namespace != typeof(ConfigSpec).Namespace && type.Namespace != typeof(Limits).Namespace && !type.IsGenericType && type != typeof(JsonValue))
        .SelectMany(type => type.GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.DeclaredOnly));

    private static IEnumerable<string> Missing(PropertyInfo property)
    {
        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        var definition = type.IsGenericType ? type.GetGenericTypeDefinition() : null;
        var item = definition is null ? type : type.GetGenericArguments()[0];
        var isPort = definition == typeof(PortMap<>);
        if (definition == typeof(ValueList<>) && property.GetCustomAttribute<ItemsAttribute>() is null) yield return "Items";
        if (definition is not null && Maps.Contains(definition) && property.GetCustomAttribute<EntriesAttribute>() is null) yield return "Entries";
        if ((Texts.Contains(item) || (isPort && item == typeof(ushort))) && property.GetCustomAttribute<TextAttribute>() is null) yield return "Text";
        if (!isPort && Numbers.Contains(item) && property.GetCustomAttribute<WholeAttribute>() is null) yield return "Whole";
    }

    private static IEnumerable<string> Paths(JsonNode resource) =>
        CanonicalManifest.Read(resource.ToJsonString(), "m").Diagnostics.Select(finding => finding.Path);

    private static JsonNode Resource(string path, JsonNode value)
    {
        var resource = JsonNode.Parse(CanonicalManifest.ToJson(NoteKeeper.Manifest))!;
        var keys = path.Split('.');
        var parent = keys.SkipLast(1).Aggregate(resource, (node, key) => int.TryParse(key, out var index) ? node[index]! : node[key]!);
        if (int.TryParse(keys[^1], out var at)) parent[at] = value;
        else parent[keys[^1]] = value;
        return resource;
    }

    private static JsonText Long(string path, int length) => Text(path switch
    {
        "version" => new string('0', length - 1) + "1",
        "support-site" => "https://example.org/" + new string('x', length - 20),
        "main.mounts.main" => "/" + new string('x', length - 1),
        "main.sigterm-timeout" => new string('0', length - 2) + "5s",
        "dependencies.wallet-d.version" or "migrations.from.0.range" => "=" + new string('0', length - 2) + "1",
        _ => new string('x', length),
    });

    private static JsonText Text(string text) => JsonText.Create(text);
}
