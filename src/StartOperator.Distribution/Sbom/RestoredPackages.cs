using System.Text.Json;
using System.Xml.Linq;

namespace StartOperator.Distribution.Sbom;

/// <summary>
/// What of NuGet is in a program that was published for one runtime: the packages with code in them, and the parts of .NET that are compiled in. What
/// only the build uses (analyzers, compilers) is not in it.
/// </summary>
public static class RestoredPackages
{
    private const string RuntimePack = ".App.Runtime.";

    /// <summary>Reads the <c>project.assets.json</c> that a restore left behind.</summary>
    /// <param name="path">The file.</param>
    /// <param name="runtime">The runtime, such as <c>linux-arm64</c>.</param>
    /// <exception cref="FormatException">It was not restored for that runtime.</exception>
    public static IReadOnlyList<Component> Read(string path, string runtime)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(path));
        var root = document.RootElement;
        var target = root.GetProperty("targets").EnumerateObject().FirstOrDefault(t => t.Name.EndsWith("/" + runtime, StringComparison.Ordinal));
        if (target.Value.ValueKind != JsonValueKind.Object)
        {
            throw new FormatException($"{path}: was not restored for {runtime}; publish the project for it first");
        }

        var folders = root.GetProperty("packageFolders").EnumerateObject().Select(f => f.Name).ToList();
        var shipped = target.Value.EnumerateObject().Where(p => HasCode(p.Value)).ToDictionary(p => p.Name.Split('/')[0], p => p, StringComparer.OrdinalIgnoreCase);
        var packages = shipped.Values.Select(p => Package(p, root.GetProperty("libraries"), shipped.Values, folders));
        return [.. packages.Concat(RuntimePacks(root, folders)).OrderBy(c => c.PackageUrl, StringComparer.Ordinal)];
    }

    private static bool HasCode(JsonElement package) =>
        package.GetProperty("type").GetString() == "package"
        && (HasFiles(package, "runtime") || HasFiles(package, "native") || HasFiles(package, "runtimeTargets"));

    private static bool HasFiles(JsonElement package, string group) =>
        package.TryGetProperty(group, out var files) && files.EnumerateObject().Any(f => !f.Name.EndsWith("/_._", StringComparison.Ordinal));

    private static Component Package(JsonProperty package, JsonElement libraries, IEnumerable<JsonProperty> shipped, IReadOnlyList<string> folders)
    {
        var (name, version) = (package.Name.Split('/')[0], package.Name.Split('/')[1]);
        var wanted = package.Value.TryGetProperty("dependencies", out var dependencies) ? dependencies.EnumerateObject().Select(d => d.Name).ToList() : [];
        var library = libraries.GetProperty(package.Name);
        return new Component(name, version, Url(name, version))
        {
            License = LicenseOf(folders, name, version),
            Sha512 = library.TryGetProperty("sha512", out var hash) ? Convert.ToHexStringLower(Convert.FromBase64String(hash.GetString()!)) : null,
            DependsOn = [.. from other in shipped
                            let id = other.Name.Split('/')
                            where wanted.Contains(id[0], StringComparer.OrdinalIgnoreCase)
                            orderby id[0]
                            select Url(id[0], id[1])],
        };
    }

    /// <summary>The parts of .NET that were fetched for the runtime.</summary>
    private static IEnumerable<Component> RuntimePacks(JsonElement root, IReadOnlyList<string> folders) =>
        from framework in root.GetProperty("project").GetProperty("frameworks").EnumerateObject()
        where framework.Value.TryGetProperty("downloadDependencies", out _)
        from pack in framework.Value.GetProperty("downloadDependencies").EnumerateArray()
        let name = pack.GetProperty("name").GetString()!
        where name.Contains(RuntimePack, StringComparison.Ordinal)
        let version = pack.GetProperty("version").GetString()!.Trim('[', ']').Split(',')[0]
        select new Component(name, version, Url(name, version)) { License = LicenseOf(folders, name, version) };

    private static string Url(string name, string version) => $"pkg:nuget/{name}@{version}";

    private static string? LicenseOf(IReadOnlyList<string> folders, string name, string version)
    {
        var id = name.ToLowerInvariant();
        var file = folders.Select(f => Path.Combine(f, id, version.ToLowerInvariant(), $"{id}.nuspec")).FirstOrDefault(File.Exists);
        return file is null
            ? null
            : XDocument.Load(file).Descendants().FirstOrDefault(e => e.Name.LocalName == "license" && e.Attribute("type")?.Value == "expression")?.Value;
    }
}
