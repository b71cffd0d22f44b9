using System.CommandLine;
using System.Reflection;

namespace StartOperator.Distribution.Sbom;

/// <summary><c>distribution sbom</c>: what of others is in an image.</summary>
internal static class SbomCommand
{
    public static Command Create()
    {
        var assets = new Option<FileInfo>("--assets") { Description = "The project.assets.json of the published project", Required = true };
        var runtime = new Option<string>("--runtime") { Description = "The runtime it was published for, such as linux-arm64", Required = true };
        var name = new Option<string>("--name") { Description = "The program", Required = true };
        var debian = new Option<FileInfo[]>("--debian") { Description = "Control data of a Debian package that is in the image", DefaultValueFactory = _ => [] };
        var output = new Option<FileInfo>("--output") { Description = "Where to write it", Required = true };
        var command = new Command("sbom", "Write a CycloneDX list of what is in an image.") { assets, runtime, name, debian, output };
        command.SetAction(parsed =>
        {
            IReadOnlyList<Component> components =
            [
                .. RestoredPackages.Read(parsed.GetValue(assets)!.FullName, parsed.GetValue(runtime)!),
                .. parsed.GetValue(debian)!.Select(file => DebianPackage.Read(File.ReadAllText(file.FullName))),
            ];
            File.WriteAllText(parsed.GetValue(output)!.FullName, CycloneDx.Write(parsed.GetValue(name)!, Version, components));
        });
        return command;
    }

    /// <summary>The version of all of StartOperator.</summary>
    public static string Version { get; } =
        typeof(SbomCommand).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];
}
