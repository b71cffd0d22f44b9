using System.CommandLine;
using StartOperator.Cli.Cluster;
using StartOperator.Cli.Import;
using StartOperator.Cli.Input;
using StartOperator.Cli.Input.Sources;
using StartOperator.Cli.Output;
using StartOperator.Oci.Packages;
using StartOperator.Oci.Registries;
using StartOperator.Oci.Registries.Authentication;
using StartOperator.Resources;

namespace StartOperator.Cli.Commands;

/// <summary><c>startctl import</c>: brings a package file's images and assets into a registry, and makes the StartService that uses them.</summary>
internal sealed class ImportCommand
{
    /// <summary>What images are called that no registry has: a name that leads nowhere, so that nobody else's is taken for them.</summary>
    private const string NoRegistry = "imported.invalid";

    private readonly Argument<string> _place = new("FILE") { Description = PackageSource.Places };
    private readonly Option<string?> _registry = new("--registry") { Description = "Where the images go", HelpName = "HOST/PREFIX" };
    private readonly Option<DirectoryInfo?> _archives = new("--archive") { Description = "Write the images into archives in this folder instead, for nodes without a registry", HelpName = "DIR" };
    private readonly Option<bool> _insecure = new("--insecure-registry") { Description = "Take any certificate, or plain HTTP: for registries on this machine and in laboratories" };
    private readonly Option<int> _parallel = new("--parallel") { Description = "How many layers to push at a time", DefaultValueFactory = _ => new RegistryOptions().Parallel, HelpName = "N" };
    private readonly Option<string[]> _emulated = new("--emulated-on") { Description = "List the arm64 image for this architecture, too, whose nodes emulate it", DefaultValueFactory = _ => [], HelpName = "ARCH" };
    private readonly Option<bool> _mounts = new("--image-volumes") { Description = "Have the assets mounted as image volumes (Kubernetes 1.35 and later) instead of copied" };
    private readonly Option<FileInfo[]> _programs = new("--compat-program") { Description = "Put this compat program beside the assets; repeat for each architecture (default: the operator brings its own)", DefaultValueFactory = _ => [], HelpName = "FILE" };
    private readonly Option<string?> _name = new("--name") { Description = "The StartService's name (default: the package's id)", HelpName = "NAME" };
    private readonly Option<string?> _namespace = new("--namespace", "-n") { Description = "The StartService's namespace (default: none; with --apply, the context's)", HelpName = "NAMESPACE" };
    private readonly Option<bool> _configured = new("--configured") { Description = "Say that the service has the config it needs" };
    private readonly Option<string> _output = new("--output", "-o") { Description = "How to print the StartService: yaml", DefaultValueFactory = _ => "yaml", HelpName = "FORMAT" };
    private readonly Option<bool> _apply = new("--apply") { Description = "Apply the StartService to the cluster instead of printing it" };
    private readonly Option<bool> _force = new("--force-conflicts") { Description = "With --apply, take over fields that somebody else has set" };
    private readonly ClusterOptions.Symbols _cluster = new();

    private ImportCommand()
    {
    }

    public static Command Create()
    {
        var symbols = new ImportCommand();
        symbols._output.AcceptOnlyFromAmong("yaml");
        symbols._emulated.AcceptOnlyFromAmong("amd64", "arm");
        var command = new Command("import", "Push the images and assets of a package file (.s9pk) to a registry, and print the StartService that uses them.");
        command.Add(symbols._place);
        foreach (var option in (Option[])[symbols._registry, symbols._archives, symbols._insecure, symbols._parallel, symbols._emulated, symbols._mounts, symbols._programs,
            symbols._name, symbols._namespace, symbols._configured, symbols._output, symbols._apply, symbols._force])
        {
            command.Add(option);
        }

        symbols._cluster.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await Task.Yield(); // so that Ctrl-C is heard while the file is read
            return await symbols.RunAsync(parsed, cancellationToken);
        });
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
        var request = Request(parsed);

        // A cluster that can't be found is told before anything is pushed.
        var cluster = parsed.GetValue(_apply) ? _cluster.Of(parsed).Connect(request.Service.Namespace) : default;
        using var client = cluster.Client;
        var view = new PushView(error, DiagnosticPrinter.IsTerminal(error), TimeProvider.System);
        var printer = new DiagnosticPrinter(error);
        if (await new PackageImport(request, view, diagnostic => printer.Print(diagnostic, request.Place)).RunAsync(cancellationToken) is not { } service) return ExitCodes.Faults;

        view.Finish();
        if (client is null) ResourceYaml.Write(output, [ObjectJson.Of(service)]);
        else output.WriteLine(await new ServiceApplication(client, parsed.GetValue(_force)).ApplyAsync(service, cluster.Namespace, cancellationToken));
        return ExitCodes.Success;
    }

    private ImportRequest Request(ParseResult parsed)
    {
        var (registry, archives) = (parsed.GetValue(_registry), parsed.GetValue(_archives));
        if (registry is null && archives is null) throw new RefusalException("say where the images go: --registry HOST/PREFIX, or --archive DIR for nodes without a registry");
        if (parsed.GetValue(_mounts) && parsed.GetValue(_programs)!.Length > 0) throw new RefusalException("--compat-program is for assets that are copied: leave it out with --image-volumes");
        if (!RegistryAddress.TryParse(registry ?? NoRegistry, out var address, out var fault)) throw new RefusalException($"--registry {registry}: {fault}");

        var options = new RegistryOptions
        {
            Credentials = CredentialStore.OfUser(Environment.GetEnvironmentVariable),
            Insecure = parsed.GetValue(_insecure),
            Parallel = parsed.GetValue(_parallel) is >= 1 and <= 64 and var parallel ? parallel : throw new RefusalException("--parallel: between 1 and 64 layers can be pushed at a time"),
            Journal = UploadJournal.OfUser(),
        };
        return new ImportRequest(parsed.GetValue(_place)!, address, options)
        {
            Archives = archives,
            Emulating = parsed.GetValue(_emulated)!,
            MountsImages = parsed.GetValue(_mounts),
            Programs = Programs(parsed.GetValue(_programs)!),
            Service = new BuildOptions { Name = parsed.GetValue(_name), Namespace = parsed.GetValue(_namespace), Configured = parsed.GetValue(_configured) },
        };
    }

    private static List<CompatProgramFile> Programs(FileInfo[] files)
    {
        var programs = files.Select(file => CompatProgramFile.Find(file.FullName, out var fault) ?? throw new RefusalException($"--compat-program {file}: {fault}")).ToList();
        var twice = programs.GroupBy(program => program.Platform).FirstOrDefault(same => same.Count() > 1);
        return twice is null ? programs : throw new RefusalException($"--compat-program: there are {twice.Count()} for {twice.Key}; give one for each architecture");
    }
}
