using System.Text.Json;
using StartOperator.Distribution.Sbom;

namespace StartOperator.Distribution.Tests.Sbom;

/// <summary>The list of what is in an image.</summary>
public sealed class SbomTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void It_has_what_is_shipped_and_not_what_only_builds()
    {
        var components = RestoredPackages.Read(Assets(), "linux-arm64");

        components.Select(c => c.PackageUrl).ShouldBe(["pkg:nuget/Inner@2.0.0", "pkg:nuget/Microsoft.NETCore.App.Runtime.NativeAOT.linux-arm64@10.0.1", "pkg:nuget/Outer@1.0.0"]);
        components[0].License.ShouldBe("MIT");
        components[0].Sha512.ShouldBe("0102ff");
        components[2].DependsOn.ShouldBe(["pkg:nuget/Inner@2.0.0"]);
    }

    [Fact]
    public void A_project_that_was_restored_for_another_runtime_is_refused() =>
        Should.Throw<FormatException>(() => RestoredPackages.Read(Assets(), "linux-x64")).Message.ShouldContain("was not restored for linux-x64");

    [Fact]
    public void Debians_packages_are_told_as_scanners_know_them() =>
        DebianPackage.Read("Package: libssl3\nSource: openssl\nVersion: 1:3.0.1+a~b\nArchitecture: arm64\nDescription: x\n more\n")
            .PackageUrl.ShouldBe("pkg:deb/debian/libssl3@1%3A3.0.1%2Ba~b?arch=arm64");

    [Fact]
    public void Control_data_without_a_version_is_refused() =>
        Should.Throw<FormatException>(() => DebianPackage.Read("Package: x\nArchitecture: all\n")).Message.ShouldContain("'Version'");

    [Fact]
    public void It_is_cyclonedx_and_the_same_every_time()
    {
        var components = RestoredPackages.Read(Assets(), "linux-arm64");

        var text = CycloneDx.Write("program", "1.2.3", components);

        CycloneDx.Write("program", "1.2.3", components).ShouldBe(text);
        var root = JsonDocument.Parse(text).RootElement;
        root.GetProperty("bomFormat").GetString().ShouldBe("CycloneDX");
        root.GetProperty("specVersion").GetString().ShouldBe("1.6");
        root.GetProperty("metadata").GetProperty("component").GetProperty("version").GetString().ShouldBe("1.2.3");
        var references = root.GetProperty("components").EnumerateArray().Select(c => c.GetProperty("bom-ref").GetString()).ToList();
        references.Distinct().Count().ShouldBe(3);
        var own = root.GetProperty("dependencies")[0];
        own.GetProperty("ref").GetString().ShouldBe("pkg:generic/program@1.2.3");
        own.GetProperty("dependsOn").EnumerateArray().Select(d => d.GetString()).ShouldBe(["pkg:nuget/Microsoft.NETCore.App.Runtime.NativeAOT.linux-arm64@10.0.1", "pkg:nuget/Outer@1.0.0"]);
        root.GetProperty("components")[0].GetProperty("hashes")[0].GetProperty("content").GetString().ShouldBe("0102ff");
        root.GetProperty("components")[0].GetProperty("licenses")[0].GetProperty("expression").GetString().ShouldBe("MIT");
    }

    private string Assets()
    {
        var packages = Path.Combine(_folder.FullName, "packages");
        Directory.CreateDirectory(Path.Combine(packages, "inner", "2.0.0"));
        File.WriteAllText(Path.Combine(packages, "inner", "2.0.0", "inner.nuspec"), """
            <package xmlns="http://schemas.example/nuspec"><metadata><id>Inner</id><license type="expression">MIT</license></metadata></package>
            """);
        var path = Path.Combine(_folder.FullName, "project.assets.json");
        File.WriteAllText(path, $$"""
            {
              "targets": {
                "net10.0": {},
                "net10.0/linux-arm64": {
                  "Analyzer/1.0.0": { "type": "package" },
                  "Facade/1.0.0": { "type": "package", "runtime": { "lib/net10.0/_._": {} } },
                  "Inner/2.0.0": { "type": "package", "runtime": { "lib/net10.0/Inner.dll": {} } },
                  "Outer/1.0.0": { "type": "package", "dependencies": { "Inner": "1.5.0", "Analyzer": "1.0.0" }, "runtime": { "lib/net10.0/Outer.dll": {} } },
                  "Ours/0.1.0": { "type": "project", "runtime": { "bin/placeholder/Ours.dll": {} } }
                }
              },
              "libraries": {
                "Analyzer/1.0.0": { "type": "package" }, "Facade/1.0.0": { "type": "package" },
                "Inner/2.0.0": { "sha512": "AQL/", "type": "package" }, "Outer/1.0.0": { "type": "package" }, "Ours/0.1.0": { "type": "project" }
              },
              "packageFolders": { {{JsonSerializer.Serialize(packages)}}: {} },
              "project": { "frameworks": { "net10.0": { "downloadDependencies": [
                { "name": "Microsoft.NETCore.App.Runtime.NativeAOT.linux-arm64", "version": "[10.0.1, 10.0.1]" },
                { "name": "runtime.linux-x64.Microsoft.DotNet.ILCompiler", "version": "[10.0.1, 10.0.1]" }
              ] } } }
            }
            """);
        return path;
    }
}
