using System.CommandLine;
using StartOperator.Cli.Cluster;
using StartOperator.Cli.Output;
using StartOperator.Rendering;
using StartOperator.Resources;

namespace StartOperator.Cli.Commands;

/// <summary><c>startctl export</c>: a service of the cluster as plain objects, and how to take its data along: the way out.</summary>
internal static class ExportCommand
{
    public static Command Create()
    {
        var name = new Argument<string>("NAME") { Description = "The StartService" };
        var space = new Option<string?>("--namespace", "-n") { Description = "Its namespace (default: the context's)", HelpName = "NAMESPACE" };
        var compat = new Option<string>("--compat-image") { Description = "The image with the compat program, as the operator has it", DefaultValueFactory = _ => new RenderingOptions().CompatImage, HelpName = "IMAGE" };
        var utils = new Option<string?>("--utils-image") { Description = "The image that stands in for StartOS's system image utils", HelpName = "IMAGE" };
        var registry = new Option<string?>("--image-registry") { Description = "Where package images are, as the operator has it", HelpName = "PREFIX" };
        var cluster = new ClusterOptions.Symbols();
        var command = new Command("export", "Print a service of the cluster as plain objects, which run without StartOperator, and how to copy its data out (Secrets with certificates excepted).")
        {
            name, space, compat, utils, registry,
        };
        cluster.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (client, @namespace) = cluster.Of(parsed).Connect(parsed.GetValue(space));
            using (client)
            {
                var options = new RenderingOptions { CompatImage = parsed.GetValue(compat)!, UtilsImage = parsed.GetValue(utils), ImageRegistry = parsed.GetValue(registry) };
                var (objects, service) = await new ServiceExport(client, @namespace, options).RunAsync(parsed.GetValue(name)!, cancellationToken);
                var output = parsed.InvocationConfiguration.Output;
                foreach (var line in ServiceExport.Instructions(service))
                {
                    await output.WriteLineAsync(line.Length > 0 ? $"# {line}" : "#");
                }

                ResourceYaml.Write(output, objects);
                return ExitCodes.Success;
            }
        });
        return command;
    }
}
