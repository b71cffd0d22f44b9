using System.CommandLine;
using System.Text.Json;
using Spectre.Console;
using StartOperator.Cli.Input;
using StartOperator.Cli.Output;
using StartOperator.Package.Diagnostics;
using StartOperator.Rendering;
using StartOperator.Rendering.Dependencies;
using StartOperator.Rendering.Refusals;
using StartOperator.Resources;

namespace StartOperator.Cli.Commands;

/// <summary><c>startctl render</c>: the objects that the operator would make, for review, for GitOps, and as the way out.</summary>
internal static class RenderCommand
{
    public static Command Create()
    {
        var paths = new Argument<string[]>("FILE")
        {
            Description = "StartServices (YAML or JSON, - for standard input) project folders, or package files; pointers among them are resolved",
            Arity = ArgumentArity.OneOrMore,
        };
        var compat = new Option<string>("--compat-image") { Description = "The image with the compat program", DefaultValueFactory = _ => new RenderingOptions().CompatImage, HelpName = "IMAGE" };
        var utils = new Option<string?>("--utils-image") { Description = "The image that stands in for StartOS's system image utils", HelpName = "IMAGE" };
        var registry = new Option<string?>("--image-registry") { Description = "Where package images are, as PREFIX/PACKAGE/IMAGE:VERSION", HelpName = "PREFIX" };
        var build = new BuildOptions.Symbols();
        var command = new Command("render", "Print the Kubernetes objects of a service, as the operator would make them (Secrets with certificates excepted).") { paths, compat, utils, registry };
        build.AddTo(command);
        command.SetAction(parsed => Run(
            parsed.GetValue(paths)!,
            build.Of(parsed),
            new RenderingOptions { CompatImage = parsed.GetValue(compat)!, UtilsImage = parsed.GetValue(utils), ImageRegistry = parsed.GetValue(registry) },
            parsed.InvocationConfiguration));
        return command;
    }

    private static int Run(IReadOnlyList<string> paths, BuildOptions build, RenderingOptions options, InvocationConfiguration invocation)
    {
        var printer = new DiagnosticPrinter(invocation.Error);
        var objects = new List<JsonElement>();
        var services = new List<ServiceDefinition>();
        var faults = 0;
        foreach (var input in paths.Select(p => ServiceFile.Read(p, build)))
        {
            foreach (var diagnostic in input.Diagnostics)
            {
                printer.Print(diagnostic, input.Path);
                faults += diagnostic.Severity == Severity.Error ? 1 : 0;
            }

            objects.AddRange(input.Others);
            services.AddRange(input.Services);
        }

        foreach (var service in services)
        {
            if (SpecRefusals.Of(service, options) is { } refusal)
            {
                printer.Write($"{Markup.Escape(service.Name)}: [red bold]error[/]: {Markup.Escape(refusal.Reason)}: {Markup.Escape(refusal.Message)}");
                faults++;
            }
        }

        if (faults > 0)
        {
            return ExitCodes.Faults;
        }

        var installed = services.DistinctBy(s => s.Manifest.Id, StringComparer.Ordinal).ToDictionary(s => s.Manifest.Id, s => s.Name, StringComparer.Ordinal);
        objects.AddRange(services.SelectMany(s => ServiceObjects.Render(s, installed, Dependants.Of(s, services), options)).DistinctBy(o => (o.Kind, o.Metadata.NamespaceProperty, o.Metadata.Name)).Select(ObjectJson.Of));
        ResourceYaml.Write(invocation.Output, objects);
        return ExitCodes.Success;
    }
}
