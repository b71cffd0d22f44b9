using StartOperator.Package.Model.Config;

namespace StartOperator.Package.Tests.Config;

public sealed class ConfigSpecCheckTests
{
    [Fact]
    public void The_worked_example_suits_its_package() =>
        ConfigSpecCheck.Check(ConfigSpecReader.ReadFile(Path.Combine(NoteKeeper.Folder, "assets/compat/config_spec.yaml")).Spec!, NoteKeeper.Manifest).ShouldBeEmpty();

    [Theory]
    [InlineData("a: {type: union, name: A, tag: t, default: v, variants: {u: {}, v: {t: {type: boolean, name: T, default: true}}}}", "a.variants.v.t")]
    [InlineData("a: {type: pointer, name: A, subtype: package, package-id: other, target: tor-address, interface: web}", "a.package-id")]
    [InlineData("o: {type: object, name: A, spec: {a: {type: pointer, name: A, subtype: package, package-id: other, target: tor-address, interface: web}}}", "o.spec.a.package-id")]
    [InlineData("l: {type: list, name: A, subtype: object, range: '[0,1]', default: [], spec: {spec: {a: {type: pointer, name: A, subtype: package, package-id: other, target: tor-address, interface: web}}}}", "l.spec.spec.a.package-id")]
    [InlineData("l: {type: list, name: A, subtype: union, range: '[0,1]', default: [], spec: {tag: t, default: v, variants: {v: {t: {type: boolean, name: T, default: true}}}}}", "l.spec.variants.v.t")]
    [InlineData("u: {type: union, name: A, tag: t, default: v, variants: {v: {a: {type: pointer, name: A, subtype: package, package-id: other, target: tor-address, interface: web}}}}", "u.variants.v.a.package-id")]
    public void What_StartOS_refuses_is_an_error_at_its_path(string spec, string path) =>
        ConfigSpecCheck.Check(Spec(spec), NoteKeeper.Manifest).ShouldHaveSingleItem().Path.ShouldBe(path);

    [Theory]
    [InlineData("note-keeper")]
    [InlineData("wallet-d")]
    public void A_pointer_leads_to_the_package_itself_or_a_dependency(string package) => ConfigSpecCheck.Check(
        Spec($"a: {{type: pointer, name: A, subtype: package, package-id: {package}, target: tor-address, interface: web}}"), NoteKeeper.Manifest).ShouldBeEmpty();

    private static ConfigSpec Spec(string text) => ConfigSpecReader.ReadText(text, DocumentFormat.Yaml, "spec").Spec.ShouldNotBeNull();
}
