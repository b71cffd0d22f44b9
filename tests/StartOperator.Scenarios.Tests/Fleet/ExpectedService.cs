using System.Text.Json.Nodes;

namespace StartOperator.Scenarios.Tests.Fleet;

/// <summary>What a package must become, by the contract and the manifest's own words alone.</summary>
/// <param name="Id">The package, which is also the service's name.</param>
/// <param name="Images">The images that its procedures name.</param>
/// <param name="Claims">Its claims, and those that its writable pointers make beforehand.</param>
/// <param name="InitContainers">One for each assets volume.</param>
/// <param name="Interfaces">The Services of its interfaces, with their ports.</param>
/// <param name="Secrets">One for each certificate volume.</param>
/// <param name="Command">Main's command.</param>
/// <param name="Arguments">Main's arguments.</param>
/// <param name="Mounts">Where main mounts volumes.</param>
/// <param name="SharedMemory">The size of <c>/dev/shm</c>; null for the default.</param>
/// <param name="GraceSeconds">How long main may take to stop.</param>
public sealed record ExpectedService(
    string Id,
    IReadOnlyList<string> Images,
    IReadOnlyList<string> Claims,
    IReadOnlyList<string> InitContainers,
    IReadOnlyDictionary<string, string> Interfaces,
    IReadOnlyList<string> Secrets,
    string Command,
    IReadOnlyList<string> Arguments,
    IReadOnlyList<string> Mounts,
    string? SharedMemory,
    long GraceSeconds)
{
    /// <summary>Reads what a package must become.</summary>
    /// <param name="manifest">The manifest as its file has it.</param>
    public static ExpectedService Of(JsonObject manifest)
    {
        var (id, main) = (Text(manifest, "id")!, manifest["main"]!.AsObject());
        var volumes = Entries(manifest, "volumes").ToList();
        var mounts = Entries(main, "mounts").Where(m => m.Key != "BACKUP").ToList();
        var memory = Text(main, "shm-size-mb");
        return new(
            id,
            [.. ImagesIn(manifest).Distinct().Order(StringComparer.Ordinal)],
            Sorted([.. OfType("data").Select(v => $"{id}-{v.Key}"), .. OfType("pointer").Where(IsMadeBeforehand).Select(v => $"{Text(v.Value, "package-id")}-{Text(v.Value, "volume-id")}")]),
            Sorted(OfType("assets").Select(v => $"assets-{v.Key}")),
            Entries(manifest, "interfaces").Select(i => (Name: $"{id}-{i.Key}", Ports: Ports(i.Value!))).Where(i => i.Ports.Length > 0).ToDictionary(i => i.Name, i => i.Ports),
            Sorted(OfType("certificate").Select(v => $"{id}-{v.Key}")),
            Text(main, "entrypoint")!,
            [.. (main["args"] as JsonArray ?? []).Select(a => a?.ToString() ?? "")],
            Sorted([.. mounts.Select(m => m.Value!.ToString()), .. memory is null ? [] : (string[])["/dev/shm"]]),
            memory is null ? null : $"{memory}Mi",
            Text(main, "sigterm-timeout") is { } timeout ? Seconds(timeout) : 30);

        IEnumerable<KeyValuePair<string, JsonNode?>> OfType(string type) => volumes.Where(v => Text(v.Value, "type") == type);

        bool IsMadeBeforehand(KeyValuePair<string, JsonNode?> volume) => Text(volume.Value, "readonly") == "false" && mounts.Exists(m => m.Key == volume.Key);
    }

    private static IEnumerable<KeyValuePair<string, JsonNode?>> Entries(JsonNode? parent, string key) => parent?[key] as JsonObject ?? [];

    private static string? Text(JsonNode? parent, string key) => parent?[key]?.ToString();

    private static IReadOnlyList<string> Sorted(IEnumerable<string> names) => [.. names.Distinct().Order(StringComparer.Ordinal)];

    private static string Ports(JsonNode @interface) => string.Join(
        ',',
        Entries(@interface["tor-config"], "port-mapping").Select(p => p.Value!.ToString())
            .Concat(Entries(@interface, "lan-config").Select(p => Text(p.Value, "internal")!))
            .Select(int.Parse).Distinct().Order());

    private static IEnumerable<string> ImagesIn(JsonNode? node) => node switch
    {
        JsonObject map => (Text(map, "type") == "docker" && Text(map, "system") != "true" && Text(map, "image") is { } image ? [image] : Array.Empty<string>())
            .Concat(map.SelectMany(c => ImagesIn(c.Value))),
        JsonArray list => list.SelectMany(ImagesIn),
        _ => [],
    };

    private static long Seconds(string duration)
    {
        var number = decimal.Parse(new string([.. duration.TakeWhile(c => char.IsAsciiDigit(c) || c == '.')]));
        var unit = duration[duration.TakeWhile(c => char.IsAsciiDigit(c) || c == '.').Count()..].Trim();
        return (long)(number * unit switch { "s" => 1, "m" => 60, "h" => 3600, "d" => 86400, _ => throw new FormatException(duration) });
    }
}
