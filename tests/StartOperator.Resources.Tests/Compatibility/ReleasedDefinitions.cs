using System.Text.Json;
using StartOperator.Resources.Schema;

namespace StartOperator.Resources.Tests.Compatibility;

/// <summary>The definitions that releases came with, in folders releases/VERSION; a file is never changed once its version is released.</summary>
internal static class ReleasedDefinitions
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "releases");

    /// <summary>The version that this code will be.</summary>
    public static string Current { get; } = typeof(CustomResourceDefinitions).Assembly.GetName().Version!.ToString(3);

    /// <summary>The files that are pinned, by version.</summary>
    public static IEnumerable<(string Version, string File)> All() =>
        from folder in Directory.GetDirectories(Folder).Order(StringComparer.Ordinal)
        from file in Directory.GetFiles(folder, "*.yaml").Order(StringComparer.Ordinal)
        select (Path.GetFileName(folder), Path.GetFileName(file));

    /// <summary>What a file says.</summary>
    public static string Text(string version, string file) => File.ReadAllText(Path.Combine(Folder, version, file));

    /// <summary>A file's definition as JSON.</summary>
    public static JsonElement Definition(string version, string file) => ResourceYaml.Read(Text(version, file)).ShouldHaveSingleItem();
}
