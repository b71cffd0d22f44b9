using System.Collections.Immutable;
using System.Text;
using k8s.Models;
using StartOperator.Package;
using StartOperator.Package.Diagnostics;
using StartOperator.Package.Model.Volumes;
using StartOperator.Package.Packing;
using StartOperator.Rendering.Assets;
using StartOperator.Resources;

namespace StartOperator.Scenarios.Tests.Packages;

/// <summary>
/// A package of a scenario's own invention: written as a manifest in YAML, read by the reader that reads everybody's, and made into the objects that
/// a user applies.
/// </summary>
public sealed record TestPackage
{
    private ImmutableList<string> Volumes { get; init; } = [];

    private ImmutableList<string> Mounts { get; init; } = [];

    private ImmutableList<string> Interfaces { get; init; } = [];

    private ImmutableList<string> MainLines { get; init; } = [];

    private ImmutableList<string> Sections { get; init; } = [];

    private string Id { get; init; } = "";

    private string Version { get; init; } = "1.0.0";

    private string? Name { get; init; }

    private Func<StartServiceSpec, StartServiceSpec> Spec { get; init; } = spec => spec;

    /// <summary>A package that has nothing but main.</summary>
    /// <param name="id">The package's id.</param>
    public static TestPackage Called(string id) => new() { Id = id };

    /// <summary>The same package in another version.</summary>
    public TestPackage At(string version) => this with { Version = version };

    /// <summary>As a service of another name than the package's id.</summary>
    public TestPackage As(string name) => this with { Name = name };

    /// <summary>With a data volume, which main mounts at <c>/data/ID</c>.</summary>
    public TestPackage WithData(string volume) => WithVolume(volume, "{type: data}", $"/data/{volume}");

    /// <summary>With an assets volume, which main mounts at <c>/assets/ID</c>. Its one file tells the package's version.</summary>
    public TestPackage WithAssets(string volume) => WithVolume(volume, "{type: assets}", $"/assets/{volume}");

    /// <summary>With a pointer volume, which main mounts at <c>/pointers/ID</c>.</summary>
    public TestPackage WithPointer(string volume, string package, string target = "main", string path = "/", bool @readonly = true) => WithVolume(
        volume, $"{{type: pointer, package-id: {package}, volume-id: {target}, path: \"{path}\", readonly: {(@readonly ? "true" : "false")}}}", $"/pointers/{volume}");

    /// <summary>With a certificate volume, which main mounts at <c>/tls/ID</c>.</summary>
    public TestPackage WithCertificate(string volume, string @interface) => WithVolume(volume, $"{{type: certificate, interface-id: {@interface}}}", $"/tls/{volume}");

    /// <summary>With an interface for HTTP on one port of the container.</summary>
    public TestPackage WithInterface(string @interface, int port) => this with
    {
        Interfaces = Interfaces.Add(
            $"{@interface}: {{name: {@interface}, description: {@interface}, lan-config: {{443: {{ssl: true, internal: {port}}}}}, ui: true, protocols: [http]}}"),
    };

    /// <summary>With config, which a script sets.</summary>
    public TestPackage WithConfig() => this with { Sections = Sections.Add("config: {get: {type: script}, set: {type: script}}") };

    /// <summary>With a dependency on another package, which is always needed.</summary>
    public TestPackage WithDependency(string package, string range = "*") => this with
    {
        Sections = Sections.Add($"dependencies: {{{package}: {{version: \"{range}\", requirement: {{type: required}}}}}}"),
    };

    /// <summary>With texts to show before operations, such as <c>install: Mind the gap</c>.</summary>
    public TestPackage WithAlerts(params IEnumerable<string> alerts) => this with { Sections = Sections.Add($"alerts: {{{string.Join(", ", alerts)}}}") };

    /// <summary>With a migration for an update from a range of versions.</summary>
    public TestPackage WithMigrationFrom(string range) => this with { Sections = Sections.Add($"migrations: {{from: {{\"{range}\": {{type: script}}}}, to: {{}}}}") };

    /// <summary>With a line of main's own, such as <c>sigterm-timeout: 10s</c>.</summary>
    public TestPackage WithMain(string line) => this with { MainLines = MainLines.Add(line) };

    /// <summary>With something else in the resource's spec.</summary>
    public TestPackage With(Func<StartServiceSpec, StartServiceSpec> change) => this with { Spec = spec => change(Spec(spec)) };

    /// <summary>The manifest.</summary>
    public string Manifest()
    {
        var text = new StringBuilder($"""
            id: {Id}
            title: {Id[..Math.Min(Id.Length, 29)]}
            version: "{Version}"
            release-notes: What is new in {Version}.
            license: MIT
            wrapper-repo: https://example.org/{Id}-startos
            upstream-repo: https://example.org/{Id}
            description: {"{"}short: A package for scenarios., long: A package that exists only for scenarios.{"}"}
            main:
              type: docker
              image: main
              entrypoint: run.sh
              args: [serve]

            """);
        MainLines.ForEach(line => text.AppendLine("  " + line));
        Section(text, "  mounts:", "    ", Mounts);
        text.AppendLine("health-checks: {}");
        Section(text, "volumes:", "  ", Volumes);
        Section(text, "interfaces:", "  ", Interfaces);
        Sections.ForEach(section => text.AppendLine(section));
        return text.AppendLine("""
            backup:
              create: {type: docker, image: compat, system: true, entrypoint: compat, args: [duplicity, create, /mnt/backup, /data], mounts: {BACKUP: /mnt/backup}}
              restore: {type: docker, image: compat, system: true, entrypoint: compat, args: [duplicity, restore, /mnt/backup, /data], mounts: {BACKUP: /mnt/backup}}
            """).ToString();
    }

    /// <summary>The objects that a user applies: the service, and the ConfigMaps with its assets.</summary>
    /// <exception cref="InvalidOperationException">The manifest has errors.</exception>
    public (StartService Service, IReadOnlyList<V1ConfigMap> Assets) Build()
    {
        var reading = PackageReader.ReadText(Manifest(), DocumentFormat.Yaml, $"{Id}.yaml");
        var manifest = reading.Manifest ?? throw new InvalidOperationException(string.Join('\n', reading.Diagnostics));
        var name = Name ?? Id;
        var maps = manifest.Volumes.Where(v => v.Value is AssetsVolume).ToDictionary(v => v.Key, v => AssetsConfigMap.Render("", name, Id, v.Key, Tar(v.Key)));
        var spec = new StartServiceSpec
        {
            Manifest = new ManifestField(manifest),
            Images = new Dictionary<string, ServiceImage> { ["main"] = new() { Image = $"registry.example/{Id}:{Version}" } },
            Assets = maps.Count == 0 ? null : maps.ToDictionary(m => m.Key, m => new AssetsSource { ConfigMap = new() { Name = m.Value.Metadata.Name } }),
        };
        return (new StartService { Metadata = new() { Name = name }, Spec = Spec(spec) }, [.. maps.Values]);
    }

    private TestPackage WithVolume(string id, string volume, string path) => this with
    {
        Volumes = Volumes.Add($"{id}: {volume}"),
        Mounts = Mounts.Add($"{id}: {path}"),
    };

    private static void Section(StringBuilder text, string heading, string indent, ImmutableList<string> lines)
    {
        text.AppendLine(lines.Count > 0 ? heading : heading + " {}");
        lines.ForEach(line => text.Append(indent).AppendLine(line));
    }

    private byte[] Tar(string volume)
    {
        var folder = Directory.CreateTempSubdirectory("scenario-assets-");
        try
        {
            File.WriteAllText(Path.Combine(folder.FullName, "version.txt"), $"{Id} {Version}\n");
            return AssetsArchive.Pack(folder.FullName, volume, AssetsConfigMap.MaxBytes, new List<Diagnostic>());
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
