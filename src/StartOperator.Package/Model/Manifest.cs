using StartOperator.Package.Model.Actions;
using StartOperator.Package.Model.Dependencies;
using StartOperator.Package.Model.Health;
using StartOperator.Package.Model.Interfaces;
using StartOperator.Package.Model.Migrations;
using StartOperator.Package.Model.Procedures;
using StartOperator.Package.Model.Schema;
using StartOperator.Package.Model.Volumes;
using StartOperator.Package.Versions;

namespace StartOperator.Package.Model;

/// <summary>A StartOS 0.3.x package manifest, every field of it (contract: manifest.md).</summary>
public sealed record Manifest
{
    /// <summary>The version of StartOS that the package was made for; informational.</summary>
    [Text(Limits.Version)]
    public EmVersion? EosVersion { get; init; }

    /// <summary>The package's identifier, as in <c>&lt;id&gt;.embassy</c>.</summary>
    [Text(Limits.Id, Pattern = Limits.IdPattern)]
    public required string Id { get; init; }

    /// <summary>What <c>git describe</c> said when the package was packed.</summary>
    [Text(Limits.Name)]
    public string? GitHash { get; init; }

    /// <summary>The name shown to people; fewer than 30 bytes of UTF-8.</summary>
    [Text(Limits.Title)]
    public required string Title { get; init; }

    /// <summary>The package's version; its spelling is kept.</summary>
    [Text(Limits.Version)]
    public required EmVersion Version { get; init; }

    /// <summary>What the package is, in a line and at length.</summary>
    public required Description Description { get; init; }

    /// <summary>Where the project folder keeps the files that are packed.</summary>
    public AssetPaths Assets { get; init; } = new();

    /// <summary>Commands that build the package; informational.</summary>
    [Items(Limits.Arguments)]
    [Text(Limits.Argument)]
    public ValueList<string>? Build { get; init; }

    /// <summary>What changed in this version (Markdown).</summary>
    [Text(Limits.ReleaseNotes)]
    public required string ReleaseNotes { get; init; }

    /// <summary>The name of the licence.</summary>
    [Text(Limits.Name)]
    public required string License { get; init; }

    /// <summary>The repository of the package.</summary>
    [Text(Limits.Url)]
    public required Uri WrapperRepo { get; init; }

    /// <summary>The repository of the packaged software.</summary>
    [Text(Limits.Url)]
    public required Uri UpstreamRepo { get; init; }

    /// <summary>Where to ask for help.</summary>
    [Text(Limits.Url)]
    public Uri? SupportSite { get; init; }

    /// <summary>The software's home page.</summary>
    [Text(Limits.Url)]
    public Uri? MarketingSite { get; init; }

    /// <summary>Where to give money to the authors.</summary>
    [Text(Limits.Url)]
    public Uri? DonationUrl { get; init; }

    /// <summary>Texts to confirm before an operation.</summary>
    public Alerts Alerts { get; init; } = new();

    /// <summary>The long-running process of the service; StartOS accepts only a docker procedure here.</summary>
    public required DockerProcedure Main { get; init; }

    /// <summary>Health checks by id.</summary>
    [Mandatory]
    [Entries(Limits.Entries)]
    public IdMap<HealthCheck> HealthChecks { get; init; } = IdMap<HealthCheck>.Empty;

    /// <summary>The procedures that read and write the service's config; null for a package without config.</summary>
    public ConfigProcedures? Config { get; init; }

    /// <summary>The procedure that prints the service's properties.</summary>
    public Procedure? Properties { get; init; }

    /// <summary>Volumes by id.</summary>
    [Mandatory]
    [Entries(Limits.Entries)]
    public IdMap<Volume> Volumes { get; init; } = IdMap<Volume>.Empty;

    /// <summary>Interfaces by id.</summary>
    [Mandatory]
    [Entries(Limits.Entries)]
    public IdMap<Interface> Interfaces { get; init; } = IdMap<Interface>.Empty;

    /// <summary>The procedures that create and restore a backup.</summary>
    public required BackupProcedures Backup { get; init; }

    /// <summary>What to run when the version changes; null when the manifest has no <c>migrations</c>.</summary>
    public MigrationSet? Migrations { get; init; }

    /// <summary>Actions that the user can run, by id.</summary>
    [Entries(Limits.Entries)]
    public IdMap<PackageAction> Actions { get; init; } = IdMap<PackageAction>.Empty;

    /// <summary>Other packages that this one uses, by package id.</summary>
    [Entries(Limits.Entries)]
    public IdMap<Dependency> Dependencies { get; init; } = IdMap<Dependency>.Empty;

    /// <summary>What the package stands in for, as text for a store; fewer than ten entries.</summary>
    [Items(Limits.Replaces)]
    [Text(Limits.Replaced)]
    public ValueList<string> Replaces { get; init; } = [];

    /// <summary>What the hardware should offer; StartOS does not enforce it.</summary>
    public HardwareRequirements HardwareRequirements { get; init; } = new();
}

/// <summary>What a package is (contract: manifest.md §3).</summary>
/// <param name="Short">At most 160 characters.</param>
/// <param name="Long">At most 5000 characters.</param>
public sealed record Description(
    [property: Text(Limits.ShortDescription)] string Short,
    [property: Text(Limits.LongDescription)] string Long);

/// <summary>Paths in the project folder of what a package is packed from, with StartOS's defaults (contract: manifest.md §4).</summary>
public sealed record AssetPaths
{
    /// <summary>The licence's text.</summary>
    [Text(Limits.Path)]
    public string License { get; init; } = "LICENSE.md";

    /// <summary>Instructions for the user (Markdown).</summary>
    [Text(Limits.Path)]
    public string Instructions { get; init; } = "INSTRUCTIONS.md";

    /// <summary>The icon; its extension decides the icon's type.</summary>
    [Text(Limits.Path)]
    public string Icon { get; init; } = "icon.png";

    /// <summary>The image archive, or the folder with one archive per architecture.</summary>
    [Text(Limits.Path)]
    public string DockerImages { get; init; } = "docker-images";

    /// <summary>The folder that holds one folder per assets volume.</summary>
    [Text(Limits.Path)]
    public string Assets { get; init; } = "assets";

    /// <summary>The folder that holds <c>embassy.js</c>.</summary>
    [Text(Limits.Path)]
    public string Scripts { get; init; } = "scripts";
}

/// <summary>Texts that StartOS shows for confirmation before an operation (contract: manifest.md §5).</summary>
public sealed record Alerts
{
    /// <summary>Before installing.</summary>
    [Text(Limits.LongText)]
    public string? Install { get; init; }

    /// <summary>Before uninstalling.</summary>
    [Text(Limits.LongText)]
    public string? Uninstall { get; init; }

    /// <summary>Before restoring a backup.</summary>
    [Text(Limits.LongText)]
    public string? Restore { get; init; }

    /// <summary>Before starting.</summary>
    [Text(Limits.LongText)]
    public string? Start { get; init; }

    /// <summary>Before stopping.</summary>
    [Text(Limits.LongText)]
    public string? Stop { get; init; }
}

/// <summary>What the hardware should offer; only a registry's filter looks at it (contract: manifest.md §6).</summary>
public sealed record HardwareRequirements
{
    /// <summary>Device class (<c>processor</c> or <c>display</c>) to a regular expression on the product name.</summary>
    [Entries(Limits.Architectures, KeyLength = Limits.Name, KeyPattern = null)]
    [Text(Limits.Pattern)]
    public IdMap<string> Device { get; init; } = IdMap<string>.Empty;

    /// <summary>Memory in bytes.</summary>
    [Whole(0, ulong.MaxValue)]
    public ulong? Ram { get; init; }

    /// <summary>Kernel architectures, such as <c>aarch64</c> and <c>x86_64</c>; null when any will do.</summary>
    [Items(Limits.Architectures)]
    [Text(Limits.Name)]
    public ValueList<string>? Arch { get; init; }
}
