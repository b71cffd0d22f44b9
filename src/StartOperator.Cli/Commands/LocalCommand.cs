using System.CommandLine;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Spectre.Console;
using StartOperator.Cli.Input;
using StartOperator.Cli.Local;
using StartOperator.Cli.Output;
using StartOperator.LocalCluster;
using StartOperator.Package.Model.Procedures;

namespace StartOperator.Cli.Commands;

/// <summary><c>startctl local</c>: a cluster in this process, to try a package and the operator on.</summary>
internal static class LocalCommand
{
    private const string Box = "box";

    public static Command Create()
    {
        var package = new Argument<string?>("PATH") { Description = "A package to run: a project folder or a package file (.s9pk)", Arity = ArgumentArity.ZeroOrOne };
        var port = new Option<int>("--port") { Description = "The port of the API server on 127.0.0.1 (default: a free one)", HelpName = "PORT" };
        var kubeconfig = new Option<FileInfo?>("--kubeconfig") { Description = "Where to write the kubeconfig (default: a temporary file)", HelpName = "FILE" };
        var verbose = new Option<bool>("--verbose") { Description = "Print the operator's log" };
        var until = new Option<bool>("--until-ready") { Description = "End when the service is ready, instead of staying up" };
        var command = new Command("local", "Run a local cluster with a simulated ARM node and the operator, for development: no container really runs.") { package, port, kubeconfig, verbose, until };
        command.SetAction((parsed, cancellationToken) => RuntimeFeature.IsDynamicCodeSupported
            ? RunAsync(
                parsed.GetValue(package),
                new LocalApiServerOptions { Port = parsed.GetValue(port), KubeconfigPath = parsed.GetValue(kubeconfig)?.FullName },
                parsed.GetValue(verbose) ? LogLevel.Information : LogLevel.Warning,
                parsed.GetValue(until),
                parsed.InvocationConfiguration,
                cancellationToken)
            : throw new RefusalException("this startctl is compiled ahead of time, without the local cluster: run `dotnet run --project src/StartOperator.Cli -- local`"));
        return command;
    }

    private static async Task<int> RunAsync(
        string? path, LocalApiServerOptions options, LogLevel logLevel, bool untilReady, InvocationConfiguration invocation, CancellationToken cancellationToken)
    {
        var printer = new DiagnosticPrinter(invocation.Output);
        var built = path is null ? null : Build(path, new DiagnosticPrinter(invocation.Error));
        if (built is { Service: null })
        {
            return ExitCodes.Faults;
        }

        var view = new LiveView(printer);
        try
        {
            await using var box = await LocalBox.StartAsync(options, logLevel, cancellationToken);
            view.Tell($"the local cluster serves {box.Uri.GetLeftPart(UriPartial.Authority)}, with one simulated arm64 node and the operator");
            await box.CreateNamespaceAsync(Box, cancellationToken);
            view.Follow(box.Caches);
            if (built is not null)
            {
                await box.ApplyAsync(built, cancellationToken);
                await WaitAsync(view, cancellationToken);
            }

            Explain(printer, box, built);
            if (!untilReady || built is null)
            {
                await Task.Delay(Timeout.Infinite, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            printer.Write("stopped; nothing is left behind");
        }

        return ExitCodes.Success;
    }

    private static BuiltPackage Build(string path, DiagnosticPrinter printer)
    {
        var manifest = PackageCheck.Of(path).Manifest;
        var images = manifest is null ? [] : PackageImages.Of(manifest);

        // Nothing is pulled on a simulated node, so a name will do; nor is there anything to configure.
        var built = ProjectFolder.Build(path, new BuildOptions
        {
            Namespace = Box,
            Images = images.ToDictionary(i => i, i => $"simulated.invalid/{manifest!.Id}/{i}:{manifest.Version.Canonical}", StringComparer.Ordinal),
            AllowMissingAssets = true,
            Configured = true,
        });
        foreach (var diagnostic in built.Diagnostics)
        {
            printer.Print(diagnostic, path);
        }

        return built;
    }

    private static async Task WaitAsync(LiveView view, CancellationToken cancellationToken) => await view.Ready.WaitAsync(cancellationToken);

    private static void Explain(DiagnosticPrinter printer, LocalBox box, BuiltPackage? built)
    {
        printer.Write("");
        printer.Write($"[bold]export KUBECONFIG={Markup.Escape(box.KubeconfigPath)}[/]");
        printer.Write(built?.Service is { } service
            ? $"kubectl -n {Box} get startservices,pods,pvc        kubectl -n {Box} describe startservice {Markup.Escape(service.Metadata.Name)}"
            : $"startctl build DIR --image main=IMAGE | kubectl apply -n {Box} -f -");
        printer.Write("[dim]Ctrl-C stops it all.[/]");
    }
}
