using System.CommandLine;
using StartOperator.Cli.Output;

namespace StartOperator.Cli.Input;

/// <summary>How a project folder becomes a StartService.</summary>
internal sealed record BuildOptions
{
    /// <summary>The StartService's name; null for the package's id.</summary>
    public string? Name { get; init; }

    /// <summary>The namespace; null to leave it to whoever applies the objects.</summary>
    public string? Namespace { get; init; }

    /// <summary>References of the package's images, by id.</summary>
    public IReadOnlyDictionary<string, string> Images { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>An image that holds the assets volumes as folders below /assets; null to pack them into ConfigMaps.</summary>
    public string? AssetsFrom { get; init; }

    /// <summary>Whether an assets volume without a folder is empty, and not an error.</summary>
    public bool AllowMissingAssets { get; init; }

    /// <summary>Whether the service counts as configured.</summary>
    public bool Configured { get; init; }

    /// <summary>The command line's side of these options.</summary>
    internal sealed class Symbols
    {
        private readonly Option<string?> _name = new("--name") { Description = "The StartService's name (default: the package's id)", HelpName = "NAME" };

        private readonly Option<string?> _namespace = new("--namespace", "-n") { Description = "The namespace to put into the objects (default: none)", HelpName = "NAMESPACE" };

        private readonly Option<string[]> _images = new("--image")
        {
            Description = "Where an image of the package is; repeat for each",
            HelpName = "ID=REFERENCE",
            DefaultValueFactory = _ => [],
        };

        private readonly Option<string?> _assetsFrom = new("--assets-from")
        {
            Description = "Take the assets from this image, folder /assets/<volume>, instead of packing them into ConfigMaps",
            HelpName = "IMAGE",
        };

        private readonly Option<bool> _allowMissing = new("--allow-missing-assets") { Description = "Take an assets volume whose folder is missing for an empty one" };

        private readonly Option<bool> _configured = new("--configured") { Description = "Say that the service has the config it needs" };

        public void AddTo(Command command)
        {
            foreach (var option in (Option[])[_images, _name, _namespace, _assetsFrom, _allowMissing, _configured])
            {
                command.Add(option);
            }
        }

        public BuildOptions Of(ParseResult parsed) => new()
        {
            Name = parsed.GetValue(_name),
            Namespace = parsed.GetValue(_namespace),
            Images = parsed.GetValue(_images)!.Select(Split).ToDictionary(i => i.Id, i => i.Reference, StringComparer.Ordinal),
            AssetsFrom = parsed.GetValue(_assetsFrom),
            AllowMissingAssets = parsed.GetValue(_allowMissing),
            Configured = parsed.GetValue(_configured),
        };

        private static (string Id, string Reference) Split(string text)
        {
            var separator = text.IndexOf('=', StringComparison.Ordinal);
            return separator > 0 && separator < text.Length - 1
                ? (text[..separator], text[(separator + 1)..])
                : throw new RefusalException($"--image {text}: write it as ID=REFERENCE, as in --image main=registry.example/bitcoind:28.1");
        }
    }
}
