using Spectre.Console;
using StartOperator.Package.Model;
using StartOperator.Package.Model.Volumes;
using StartOperator.Package.S9pk;
using StartOperator.Package.S9pk.Assets;
using StartOperator.Package.S9pk.Images;
using StartOperator.Package.S9pk.Newer;

namespace StartOperator.Cli.Output;

/// <summary>Shows what is in a package file to people: a summary, tables of sections and images, and the tree of assets.</summary>
internal sealed class PackageView(DiagnosticPrinter printer)
{
    /// <summary>So many entries of the assets are listed; JSON has them all.</summary>
    private const int MostAssets = 200;

    /// <summary>Shows a package.</summary>
    public void Show(S9pkPackage package)
    {
        printer.Write(package.Manifest is { } manifest
            ? $"[bold]{Safe(manifest.Title)}[/]  {Safe(manifest.Id)} {Safe(manifest.Version.Text)}"
            : "[bold]a package whose manifest has errors[/]");
        printer.Write("");
        printer.Render(Facts(package));
        printer.Render(Sections(package));
        if (package.Images is { } images)
        {
            printer.Render(Images(images));
        }

        if (package.Assets is { Entries.Count: > 0 } assets)
        {
            printer.Write("");
            printer.Render(Assets(assets));
        }
    }

    /// <summary>Shows what is known of a package of version 2.</summary>
    public void Show(NewerPackage package)
    {
        var grid = Grid();
        Fact(grid, "package", package.Id is null ? "unknown" : $"{package.Title}  {package.Id} {package.Version}");
        Fact(grid, "format", "version 2, for StartOS 0.3.6 and 0.4");
        Fact(grid, "signer", package.Signer.ToString());
        Fact(grid, "root", package.RootHash);
        printer.Render(grid);
    }

    private static Grid Facts(S9pkPackage package)
    {
        var grid = Grid();
        Fact(grid, "signature", package.IsVerified ? "[green]verified[/]" : "[red bold]not checked[/]: believe nothing of this", isMarkup: true);
        Fact(grid, "signer", package.Signer.ToString());
        if (package.Hash is { } hash)
        {
            Fact(grid, "hash", hash.ToString());
        }

        Fact(grid, "size", Printable.Size(package.Length));
        if (package.Manifest is { } manifest)
        {
            Describe(grid, manifest);
        }

        return grid;
    }

    private static void Describe(Grid grid, Manifest manifest)
    {
        Fact(grid, "about", manifest.Description.Short);
        Fact(grid, "StartOS", manifest.EosVersion?.Text);
        Fact(grid, "git", manifest.GitHash?.Trim());
        Fact(grid, "license", manifest.License);
        Fact(grid, "wrapper", manifest.WrapperRepo.AbsoluteUri);
        Fact(grid, "upstream", manifest.UpstreamRepo.AbsoluteUri);
        Fact(grid, "volumes", string.Join(", ", manifest.Volumes.Select(volume => $"{volume.Key} ({KindOf(volume.Value)})")));
        Fact(grid, "interfaces", string.Join(", ", manifest.Interfaces.Keys));
        Fact(grid, "actions", string.Join(", ", manifest.Actions.Keys));
        Fact(grid, "depends on", string.Join(", ", manifest.Dependencies.Select(dependency => $"{dependency.Key} {dependency.Value.Version}")));
    }

    private static string KindOf(Volume volume) => volume switch
    {
        DataVolume => "data",
        AssetsVolume => "assets",
        PointerVolume pointer => $"pointer to {pointer.PackageId}",
        _ => "certificate",
    };

    private static Table Sections(S9pkPackage package)
    {
        var table = Table("section", "position", "size");
        foreach (var section in package.Sections)
        {
            table.AddRow(section.Section.Label(), $"{section.Position}", Printable.Size(section.Length));
        }

        return RightAligned(table, 1, 2);
    }

    private static Table Images(ImageIndex images)
    {
        var table = Table("image", "archive", "platform", "layers", "size", "config");
        foreach (var archive in images.Archives)
        {
            foreach (var image in archive.Images)
            {
                table.AddRow(
                    Safe(image.Tags is { Count: > 0 } tags ? string.Join(", ", tags) : "(no tag)"),
                    archive.Architecture is { } architecture ? Safe(architecture) + (architecture == images.Default ? " (default)" : "") : "single",
                    Safe(image.Platform?.ToString() ?? "unknown"),
                    $"{image.Layers.Count}",
                    Printable.Size(image.Length),
                    image.Config.Digest is { } digest ? digest.Hex[..12] : "");
            }
        }

        return RightAligned(table, 3, 4);
    }

    private static Tree Assets(AssetsTree assets)
    {
        var tree = new Tree("[bold]assets[/]") { Guide = TreeGuide.Line };
        var folders = new Dictionary<string, IHasTreeNodes>(StringComparer.Ordinal) { [""] = tree };
        foreach (var entry in assets.Entries.Take(MostAssets))
        {
            var segments = entry.Path.Split('/');
            for (var depth = 1; depth <= segments.Length; depth++)
            {
                var path = string.Join('/', segments.Take(depth));
                if (!folders.ContainsKey(path))
                {
                    var parent = folders[string.Join('/', segments.Take(depth - 1))];
                    folders[path] = parent.AddNode(depth < segments.Length ? $"{Safe(segments[depth - 1])}/" : Label(entry, segments[^1]));
                }
            }
        }

        if (assets.Entries.Count > MostAssets)
        {
            tree.AddNode($"[dim]and {assets.Entries.Count - MostAssets} more; -o json lists them all[/]");
        }

        return tree;
    }

    private static string Label(AssetEntry entry, string name) => entry.Kind switch
    {
        AssetKind.Folder => $"{Safe(name)}/",
        AssetKind.SymbolicLink or AssetKind.HardLink => $"{Safe(name)} [dim]-> {Safe(entry.Target!)}[/]",
        _ => $"{Safe(name)} [dim]{Printable.Size(entry.Length)}[/]",
    };

    private static Grid Grid() => new Grid().AddColumn(new GridColumn().NoWrap()).AddColumn(new GridColumn().NoWrap());

    private static void Fact(Grid grid, string name, string? value, bool isMarkup = false)
    {
        if (!string.IsNullOrEmpty(value))
        {
            grid.AddRow($"[dim]{name}[/]", isMarkup ? value : Safe(value));
        }
    }

    private static Table Table(params string[] columns)
    {
        var table = new Table().Border(TableBorder.Simple);
        foreach (var column in columns)
        {
            table.AddColumn(new TableColumn($"[bold]{column}[/]").NoWrap());
        }

        return table;
    }

    private static Table RightAligned(Table table, params int[] columns)
    {
        foreach (var column in columns)
        {
            table.Columns[column].Alignment = Justify.Right;
        }

        return table;
    }

    private static string Safe(string text) => Markup.Escape(Printable.Text(text));
}
