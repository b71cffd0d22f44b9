using StartOperator.Package.Model;
using StartOperator.Package.Versions;

namespace StartOperator.Package.Reading;

/// <summary>What a manifest says about the package as such, as far as it could be read; what is required may be null after an error.</summary>
internal sealed record Particulars
{
    public EmVersion? EosVersion { get; init; }

    public string? Id { get; init; }

    public string? GitHash { get; init; }

    public string? Title { get; init; }

    public EmVersion? Version { get; init; }

    public Description? Description { get; init; }

    public required AssetPaths Assets { get; init; }

    public ValueList<string>? Build { get; init; }

    public string? ReleaseNotes { get; init; }

    public string? License { get; init; }

    public Uri? WrapperRepo { get; init; }

    public Uri? UpstreamRepo { get; init; }

    public Uri? SupportSite { get; init; }

    public Uri? MarketingSite { get; init; }

    public Uri? DonationUrl { get; init; }

    public required Alerts Alerts { get; init; }

    public required ValueList<string> Replaces { get; init; }

    public required HardwareRequirements HardwareRequirements { get; init; }
}
