using StartOperator.Package.Reading.Documents;

namespace StartOperator.Package.Reading;

/// <summary>Tells manifests of EmbassyOS 0.2, which looked different, from those of StartOS 0.3.</summary>
internal static class FormerManifest
{
    private static readonly string[] FormerKeys = ["os-version-required", "hidden-service-version", "has-instructions"];

    /// <summary>Whether this is a manifest of 0.2; if so, that is logged as the one error worth reading.</summary>
    public static bool Recognise(ObjectReader fields, Cursor document)
    {
        if (document.Node is not MappingNode mapping) return false;

        var compat = mapping.Entries.LastOrDefault(entry => entry is { Key: "compat", Value: ScalarNode { Text: "v0" } });
        var hasMain = mapping.Entries.Any(entry => entry.Key == "main");
        var former = hasMain ? null : mapping.Entries.FirstOrDefault(entry => FormerKeys.Contains(entry.Key));
        var evidence = compat ?? former;
        if (evidence is null) return false;

        fields.Present(evidence.Key)!.Error(
            "this is a manifest of EmbassyOS 0.2 (version 0 of the format), not of StartOS 0.3",
            "take a newer release of the package, or rewrite the manifest for 0.3");
        return true;
    }
}
