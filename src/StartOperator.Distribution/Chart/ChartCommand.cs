using System.CommandLine;

namespace StartOperator.Distribution.Chart;

/// <summary><c>distribution chart</c>: writes the files of the Helm chart that are made from the code.</summary>
internal static class ChartCommand
{
    public static Command Create()
    {
        var folder = new Argument<DirectoryInfo>("DIR") { Description = "The chart's folder" };
        var command = new Command("chart", "Write the generated files of the Helm chart: roles, CustomResourceDefinitions, the table of values.") { folder };
        command.SetAction(parsed =>
        {
            var root = parsed.GetValue(folder)!.FullName;
            foreach (var (path, text) in ChartFiles.Generate(File.ReadAllText(Path.Combine(root, ChartFiles.Values)), File.ReadAllText(Path.Combine(root, ChartFiles.Readme))))
            {
                var file = Path.Combine(root, path);
                Directory.CreateDirectory(Path.GetDirectoryName(file)!);
                File.WriteAllText(file, text);
            }
        });
        return command;
    }
}
