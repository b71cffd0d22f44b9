using StartOperator.Package.Model;
using StartOperator.Package.Model.Schema;

namespace StartOperator.Package.Reading;

/// <summary>Reads what a manifest says about the package as such (contract: manifest.md §3 to §6).</summary>
internal static class ParticularsReader
{
    public static Particulars Read(ObjectReader fields) => new()
    {
        EosVersion = fields.Optional("eos-version")?.Version(),
        Id = fields.Required("id")?.Id(),
        GitHash = fields.Optional("git-hash")?.Text(Limits.Name),
        Title = fields.Required("title")?.TextOfBytes(Limits.Title),
        Version = fields.Required("version")?.Version(),
        Description = ReadDescription(fields.Required("description")),
        Assets = ReadAssets(fields.Optional("assets")) ?? new AssetPaths(),
        Build = fields.Optional("build")?.Texts(Limits.Arguments, Limits.Argument),
        ReleaseNotes = fields.Required("release-notes")?.Text(Limits.ReleaseNotes),
        License = fields.Required("license")?.Text(Limits.Name),
        WrapperRepo = fields.Required("wrapper-repo")?.Url(),
        UpstreamRepo = fields.Required("upstream-repo")?.Url(),
        SupportSite = fields.Optional("support-site")?.Url(),
        MarketingSite = fields.Optional("marketing-site")?.Url(),
        DonationUrl = fields.Optional("donation-url")?.Url(),
        Alerts = ReadAlerts(fields.Optional("alerts")) ?? new Alerts(),
        Replaces = fields.Optional("replaces")?.List(Limits.Replaces, entry => entry.TextOfBytes(Limits.Replaced)) ?? [],
        HardwareRequirements = ReadHardware(fields.Optional("hardware-requirements")) ?? new HardwareRequirements(),
    };

    private static Description? ReadDescription(Cursor? value)
    {
        if (value?.Object() is not { } fields) return null;

        var shortText = fields.Required("short")?.Text(Limits.ShortDescription);
        var longText = fields.Required("long")?.Text(Limits.LongDescription);
        return fields.Finish(() => new Description(shortText!, longText!));
    }

    private static AssetPaths? ReadAssets(Cursor? value)
    {
        if (value?.Object() is not { } fields) return null;

        var usual = new AssetPaths();
        var license = fields.Optional("license")?.ProjectPath();
        var instructions = fields.Optional("instructions")?.ProjectPath();
        var icon = fields.Optional("icon")?.ProjectPath();
        var dockerImages = fields.Optional("docker-images")?.ProjectPath();
        var assets = fields.Optional("assets")?.ProjectPath();
        var scripts = fields.Optional("scripts")?.ProjectPath();
        return fields.Finish(() => new AssetPaths
        {
            License = license ?? usual.License,
            Instructions = instructions ?? usual.Instructions,
            Icon = icon ?? usual.Icon,
            DockerImages = dockerImages ?? usual.DockerImages,
            Assets = assets ?? usual.Assets,
            Scripts = scripts ?? usual.Scripts,
        });
    }

    private static string? ProjectPath(this Cursor value)
    {
        if (value.Text(Limits.Path) is not { } path) return null;
        return FilePath.ControlCharacter(path) is { } fault ? value.Fail<string>(fault, "remove it") : path;
    }

    private static Alerts? ReadAlerts(Cursor? value)
    {
        if (value?.Object() is not { } fields) return null;

        var install = fields.Optional("install")?.Text(Limits.LongText);
        var uninstall = fields.Optional("uninstall")?.Text(Limits.LongText);
        var restore = fields.Optional("restore")?.Text(Limits.LongText);
        var start = fields.Optional("start")?.Text(Limits.LongText);
        var stop = fields.Optional("stop")?.Text(Limits.LongText);
        return fields.Finish(() => new Alerts { Install = install, Uninstall = uninstall, Restore = restore, Start = start, Stop = stop });
    }

    private static HardwareRequirements? ReadHardware(Cursor? value)
    {
        if (value?.Object() is not { } fields) return null;

        var device = fields.Optional("device")?.Map(Limits.Architectures, key => key.Text(Limits.Name), pattern => pattern.Text(Limits.Pattern));
        var ram = fields.Optional("ram")?.Whole(0, ulong.MaxValue);
        var arch = fields.Optional("arch")?.Texts(Limits.Architectures, Limits.Name);
        return fields.Finish(() => new HardwareRequirements { Device = device ?? IdMap<string>.Empty, Ram = ram, Arch = arch });
    }
}
