using StartOperator.Rendering.Pods;
using StartOperator.Rendering.Refusals;

namespace StartOperator.Rendering.Tests.Golden;

/// <summary>
/// What a release of the operator makes of the cases of tests/…/cases, as far as the next release must not change it unawares: the reasons to restart
/// that it notes on running pods, and the names of its objects. One line each, in files releases/VERSION.txt; a file is never changed once its
/// version is released.
/// </summary>
internal sealed class Release
{
    private const string Folder = "releases";
    private const string Input = "input";
    private const string Reasons = "restart-reasons";

    private readonly string[][] _lines;

    private Release(string text) => _lines = [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' '))];

    /// <summary>The version that this code will be.</summary>
    public static string Current { get; } = typeof(MainPod).Assembly.GetName().Version!.ToString(3);

    /// <summary>The versions that are pinned.</summary>
    public static IReadOnlyList<string> Versions() =>
        [.. Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, Folder), "*.txt").Select(f => Path.GetFileNameWithoutExtension(f)).Order(StringComparer.Ordinal)];

    /// <summary>The file of a version.</summary>
    public static string FileOf(string version) => $"{Folder}/{version}.txt";

    /// <summary>What a version was pinned with.</summary>
    public static Release Pinned(string version) => new(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, FileOf(version))));

    /// <summary>What this code makes of the cases.</summary>
    public static string Render() => string.Join('\n', GoldenCase.Names().SelectMany(LinesOf)) + "\n";

    /// <summary>The cases, with digests of their inputs.</summary>
    public IEnumerable<(string Case, string Digest)> Inputs => Lines(Input).Select(line => (line[0], line[2]));

    /// <summary>The reasons on pods.</summary>
    public IEnumerable<(string Case, string Service, RestartReasons Reasons)> RestartReasons =>
        Lines(Reasons).Select(line => (line[0], line[2], Rendering.RestartReasons.Parse(line[3])));

    /// <summary>The objects, as <c>CASE KIND NAME</c>.</summary>
    public IEnumerable<string> Objects => _lines.Where(line => line[1] is not (Input or Reasons)).Select(line => string.Join(' ', line));

    private IEnumerable<string[]> Lines(string about) => _lines.Where(line => line[1] == about);

    private static IEnumerable<string> LinesOf(string name)
    {
        yield return $"{name} {Input} {GoldenCase.InputDigest(name)}";
        foreach (var service in GoldenCase.Services(name).Where(s => SpecRefusals.Of(s, GoldenCase.Options(name)) is null))
        {
            yield return $"{name} {Reasons} {service.Name} {Rendering.RestartReasons.Of(service)}";
        }

        foreach (var (kind, identity) in GoldenCase.Identities(name))
        {
            yield return $"{name} {kind} {identity}";
        }
    }
}
