using CsCheck;
using StartOperator.Package.Model;
using StartOperator.Package.Model.Actions;
using StartOperator.Package.Model.Dependencies;
using StartOperator.Package.Model.Health;
using StartOperator.Package.Model.Interfaces;
using StartOperator.Package.Model.Migrations;
using StartOperator.Package.Model.Procedures;
using StartOperator.Package.Model.Volumes;
using StartOperator.Package.Tests.Config;
using StartOperator.Package.Tests.Versions;
using StartOperator.Package.Versions;

namespace StartOperator.Package.Tests;

/// <summary>Random manifests that nothing is wrong with.</summary>
internal static class Manifests
{
    private static readonly string[] VolumeIds = ["main", "other-data", "compat", "tls", "wallet"];

    /// <summary>Identifiers.</summary>
    public static Gen<string> Id { get; } = Gen.String[Gen.Char['a', 'z'], 1, 6].Array[1, 3].Select(words => string.Join('-', words));

    /// <summary>Texts in several scripts.</summary>
    public static Gen<string> Text { get; } = Gen.OneOf(
        Gen.OneOf("", "true", "80", "~", "ü – ☃ 😀", "line\nbreak\ttab", "\"quoted\" \\ 'single'", "<1.0>&'", "\u0001\u007f\u2028"),
        Gen.String[Gen.Char[' ', '~'], 0, 40]);

    /// <summary>JSON values, as compact as the canonical form has them.</summary>
    public static Gen<JsonValue> Json { get; } = Gen.OneOf(
        "null", "true", "0", "-7", "18446744073709551615", "1.5", "1E-07", "\"\"", "[]", "{}",
        "\"ü \\uD83D\\uDE00 \\n \\\"\"", "[1,[2,{\"b\":null,\"a\":[\"x\"]}]]").Select(text => new JsonValue(text));

    /// <summary>Manifests.</summary>
    public static Gen<Manifest> Any { get; } = Gen.Select(About, Parts, (about, complete) => complete(about));

    private static Gen<Manifest> About => Gen.Select(
        Gen.Select(Id, Text, Optional(Text), Ranges.Versions, Optional(Ranges.Versions)),
        Gen.Select(Urls, Urls, Optional(Urls), Optional(Urls), Optional(Urls)),
        Gen.Select(Paths, Paths, Text, Optional(Text), Optional(Texts)),
        Gen.Select(Map(Text, Text), Gen.ULong.Nullable(), Optional(Texts), Gen.OneOf("x", "dropbox", "123456789").Array[0, 9]),
        (basic, urls, texts, hardware) => new Manifest
        {
            Id = basic.Item1,
            Title = Shorten(basic.Item2),
            GitHash = basic.Item3,
            Version = basic.Item4,
            EosVersion = basic.Item5,
            WrapperRepo = urls.Item1,
            UpstreamRepo = urls.Item2,
            SupportSite = urls.Item3,
            MarketingSite = urls.Item4,
            DonationUrl = urls.Item5,
            Assets = new AssetPaths { Icon = texts.Item1, Assets = texts.Item2 },
            Description = new Description(texts.Item3, texts.Item3),
            ReleaseNotes = texts.Item3,
            License = texts.Item3,
            Alerts = new Alerts { Install = texts.Item4, Stop = texts.Item4 },
            Build = texts.Item5,
            HardwareRequirements = new HardwareRequirements { Device = hardware.Item1, Ram = hardware.Item2, Arch = hardware.Item3 },
            Replaces = [.. hardware.Item4],
            Main = null!,
            Backup = null!,
        });

    private static Gen<Func<Manifest, Manifest>> Parts => Gen.Select(
        Gen.Select(Docker(speaks: false), Map(Id, HealthChecks), Optional(Procedures(true)), Procedures(false)),
        Gen.Select(Optional(Migrations), Map(Id, Actions), Map(Id, Dependencies), Map(Id, Interfaces)),
        Volumes,
        (procedures, maps, volumes) => new Func<Manifest, Manifest>(about => about with
        {
            Main = procedures.Item1,
            HealthChecks = procedures.Item2,
            Config = procedures.Item3 is { } config ? new ConfigProcedures(config, config) : null,
            Properties = procedures.Item3,
            Backup = new BackupProcedures(procedures.Item4, procedures.Item4),
            Migrations = maps.Item1,
            Actions = maps.Item2,
            Dependencies = maps.Item3,
            Interfaces = maps.Item4,
            Volumes = new IdMap<Volume>([.. volumes, .. maps.Item4.Keys.Take(1).Select(Certificate)]),
        }));

    private static KeyValuePair<string, Volume> Certificate(string interfaceId) => new("tls-of-web", new CertificateVolume(interfaceId));

    private static Gen<IdMap<Volume>> Volumes => Gen.Select(Id, Id, Paths, Gen.Bool, (package, volume, path, isReadonly) =>
        new IdMap<Volume>(VolumeIds.Select(id => KeyValuePair.Create<string, Volume>(id, id switch
        {
            "compat" => new AssetsVolume(),
            "wallet" => new PointerVolume { PackageId = package, VolumeId = volume, Path = path, Readonly = isReadonly },
            _ => new DataVolume(),
        }))));

    private static Gen<string> Paths => Gen.OneOf("/", "", "public", "/public", "a/b c", "./x", "ü.png");

    private static Gen<ValueList<string>> Texts => Text.Array[0, 4].Select(texts => new ValueList<string>(texts));

    private static Gen<Uri> Urls => Gen.OneOf(
        "https://example.org/", "http://example.org:8080/a?b=c#d", "https://user@ex.org/%C3%BC", "https://exämple.org/ü", "mailto:a@b.org", "http://[::1]/")
        .Select(text => new Uri(text));

    private static Gen<Duration> Durations =>
        Gen.OneOf(Gen.ULong[0, 100].Select(s => new Duration(s * 1_000_000_000)), Gen.ULong.Select(ns => new Duration(ns)));

    private static Gen<Procedure> Procedures(bool speaks) => Gen.OneOf(
        Docker(speaks).Select(Procedure (docker) => docker),
        Json.Array[0, 3].Select(Procedure (args) => new ScriptProcedure { Args = [.. args] }));

    private static Gen<DockerProcedure> Docker(bool speaks) => Gen.Select(
        Gen.Select(Id, Gen.OneOf("compat", "utils"), Gen.Bool, Text, Texts),
        Gen.Select(Mounts, Gen.Enum<IoFormat>().Nullable(), Durations.Nullable(), Gen.UInt.Nullable(), Gen.Bool, Gen.Bool),
        (run, rest) => new DockerProcedure
        {
            Image = run.Item3 ? run.Item2 : run.Item1,
            System = run.Item3,
            Entrypoint = run.Item4,
            Args = run.Item5,
            Mounts = rest.Item1,
            IoFormat = speaks ? rest.Item2 ?? IoFormat.Yaml : rest.Item2,
            SigtermTimeout = rest.Item3,
            ShmSizeMb = rest.Item4,
            Inject = rest.Item5,
            GpuAcceleration = rest.Item6,
        });

    private static Gen<IdMap<string>> Mounts => Gen.Select(Gen.OneOf([.. VolumeIds, Volume.Backup]).Array[0, 4], Gen.OneOf("/mnt/", "/", "/a b/ü/"))
        .Select((volumes, parent) => new IdMap<string>(volumes.Distinct().Select(volume => KeyValuePair.Create(volume, parent + volume))));

    private static Gen<HealthCheck> HealthChecks => Gen.Select(Text, Optional(Text), Durations.Nullable(), Procedures(false), (name, message, timeout, procedure) =>
        new HealthCheck { Name = name, SuccessMessage = message, Timeout = timeout, Procedure = procedure });

    private static Gen<ushort[]> Ports => Gen.UShort[1, 65535].Array[0, 3];

    private static Gen<Interface> Interfaces => Gen.Select(Text, Ports, Ports, Gen.Bool, Gen.Bool, (name, tor, lan, ui, none) => new Interface
    {
        Name = name,
        Description = name,
        TorConfig = none ? null : new PortMap<ushort>(tor.Select(port => KeyValuePair.Create(port, port))),
        LanConfig = none ? null : new PortMap<LanPort>(lan.Select(port => KeyValuePair.Create(port, new LanPort(port != 80, port)))),
        Ui = ui,
        Protocols = ["tcp", "http"],
    });

    private static Gen<MigrationSet> Migrations => Gen.Select(MigrationList, MigrationList, (from, to) => new MigrationSet(from, to));

    private static Gen<ValueList<Migration>> MigrationList =>
        Gen.Select(Ranges.Any, Procedures(true), (range, procedure) => new Migration(range, procedure)).Array[0, 3]
        .Select(migrations => new ValueList<Migration>(migrations.DistinctBy(migration => migration.Range)));

    private static Gen<ActionStatus[]> Statuses => Gen.Shuffle(Enum.GetValues<ActionStatus>());

    private static Gen<PackageAction> Actions => Gen.Select(Text, Procedures(true), Statuses, Specs.Any, (name, procedure, statuses, spec) => new PackageAction
    {
        Name = name,
        Description = name,
        Warning = name.Length > 5 ? name : null,
        Implementation = procedure,
        AllowedStatuses = [.. statuses.Take(name.Length % 3)],
        InputSpec = spec,
    });

    private static Gen<Dependency> Dependencies => Gen.Select(
        Ranges.Any, Text, Gen.Int[0, 2], Optional(Procedures(false)), (range, how, kind, procedure) => new Dependency
        {
            Version = range,
            Requirement = kind switch { 0 => new Requirement.Required(), 1 => new Requirement.OptIn(how), _ => new Requirement.OptOut(how) },
            Description = kind == 0 ? how : null,
            Config = procedure is null ? null : new DependencyConfig(procedure, procedure),
        });

    /// <summary>A value, or null.</summary>
    public static Gen<T?> Optional<T>(Gen<T> gen)
        where T : class => Gen.OneOf(Gen.Const((T?)null), gen.Select(T? (value) => value));

    /// <summary>Maps of up to four entries.</summary>
    public static Gen<IdMap<T>> Map<T>(Gen<string> keys, Gen<T> values) =>
        Gen.Select(keys, values, KeyValuePair.Create).Array[0, 4].Select(entries => new IdMap<T>(entries));

    private static string Shorten(string text) => string.Concat(text.EnumerateRunes().Take(7));
}
