using StartOperator.Resources.Schema;

namespace StartOperator.Resources.Tests.Compatibility;

/// <summary>An upgrade of the definitions leaves every object valid, with all its fields, and every client its way to them.</summary>
public sealed class ReleasedDefinitionsTests
{
    public static TheoryData<string, string> Files => [.. ReleasedDefinitions.All().Select(pinned => new TheoryDataRow<string, string>(pinned.Version, pinned.File))];

    /// <summary>New validation rules, as the line that tells of them, with the reason why no object that was of use breaks them.</summary>
    private static readonly Dictionary<string, string> Meant = [];

    [Fact]
    public void This_version_is_pinned()
    {
        var pinned = ReleasedDefinitions.All().Where(p => p.Version == ReleasedDefinitions.Current).Select(p => p.File);

        pinned.ShouldBe(CustomResourceDefinitions.Committed.Keys, ignoreOrder: true, $"releases/{ReleasedDefinitions.Current} must have what crds/ has");
        foreach (var (file, yaml) in CustomResourceDefinitions.Committed)
        {
            (ReleasedDefinitions.Text(ReleasedDefinitions.Current, file) == yaml).ShouldBeTrue(
                $"releases/{ReleasedDefinitions.Current}/{file} is not crds/{file}: copy it, or raise the version if {ReleasedDefinitions.Current} is released");
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void An_upgrade_from_a_release_narrows_nothing(string version, string file)
    {
        CustomResourceDefinitions.Committed.Keys.ShouldContain(file);
        var today = ResourceYaml.Read(CustomResourceDefinitions.Committed[file]).ShouldHaveSingleItem();

        DefinitionNarrowing.Of(ReleasedDefinitions.Definition(version, file), today).Where(line => !Meant.ContainsKey(line)).ShouldBeEmpty();
    }

    [Fact]
    public void Nothing_but_a_new_rule_is_ever_meant_to_narrow() => Meant.Keys.Where(line => !line.Contains(": rule ", StringComparison.Ordinal)).ShouldBeEmpty();
}
