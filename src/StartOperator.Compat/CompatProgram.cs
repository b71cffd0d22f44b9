using System.Runtime.CompilerServices;
using StartOperator.Compat.Assets;
using StartOperator.Compat.CommandLine;
using StartOperator.Compat.Install;
using StartOperator.Compat.Linux;

namespace StartOperator.Compat;

/// <summary>The whole program, but for the process around it.</summary>
/// <param name="output">Where to say what was done.</param>
/// <param name="error">Where to say what went wrong.</param>
/// <param name="disk">The file systems.</param>
/// <param name="time">The clock.</param>
internal sealed class CompatProgram(TextWriter output, TextWriter error, Disk disk, TimeProvider time)
{
    /// <summary>Does what the arguments ask for; throws nothing.</summary>
    public ExitCode Run(IReadOnlyList<string> args)
    {
        var fault = TryRun(args, out var said);
        if (fault is null)
        {
            output.WriteLine(said);
            return ExitCode.Done;
        }

        error.WriteLine($"compat: {fault}");
        return fault.Exit;
    }

    private Fault? TryRun(IReadOnlyList<string> args, out string said)
    {
        said = "";
        try
        {
            return CommandParser.TryParse(args, out var command) ?? Run(command!, out said);
        }
        catch (DiskFailure failure)
        {
            return failure.ToFault();
        }
        catch (OutOfMemoryException)
        {
            return new Fault(ExitCode.Io, "memory", "is used up", "raise the container's memory limit");
        }
        catch (Exception unforeseen)
        {
            var what = $"{unforeseen.GetType().Name}: {unforeseen.Message}";
            return new Fault(ExitCode.Io, "compat", what, "run again; if it stays, report it as a bug");
        }
    }

    private Fault? Run(Command command, out string said)
    {
        said = "";
        switch (command)
        {
            case HelpCommand:
                said = Usage.Help.TrimEnd();
                return null;
            case VersionCommand:
                said = $"compat {typeof(CompatProgram).Assembly.GetName().Version?.ToString(3)}";
                return null;
            case var _ when !OperatingSystem.IsLinux():
                return new Fault(ExitCode.Usage, "compat", "runs in containers, on Linux", "run it there");
            case LayOutCommand layOut:
                var refused = new AssetsLayOut(disk, time).Run(layOut.Request, out var outcome);
                said = outcome?.ToString() ?? "";
                return refused;
            case InstallCommand install:
                return Install(install, out said);
            default:
                throw new NotSupportedException(command.GetType().Name);
        }
    }

    private Fault? Install(InstallCommand command, out string said)
    {
        said = "";
        if (RuntimeFeature.IsDynamicCodeSupported || Environment.ProcessPath is not { } program)
        {
            const string Remedy = "publish it with 'dotnet publish -r linux-arm64'";
            return new Fault(ExitCode.Usage, "compat", "is no program of its own when .NET runs it", Remedy);
        }

        var fault = new SelfInstall(disk).Run(program, command.To, out var bytes);
        said = $"installed {command.To}: {bytes} bytes";
        return fault;
    }
}
