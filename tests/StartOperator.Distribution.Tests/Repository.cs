using System.Reflection;

namespace StartOperator.Distribution.Tests;

/// <summary>The files of the source that these tests were built from.</summary>
internal static class Repository
{
    private static readonly string Root = Path.GetFullPath(
        typeof(Repository).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "Repository").Value!);

    public static string PathOf(params string[] parts) => Path.Combine([Root, .. parts]);

    public static string Read(params string[] parts) => File.ReadAllText(PathOf(parts));
}
