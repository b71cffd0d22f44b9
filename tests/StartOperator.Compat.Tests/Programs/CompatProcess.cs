using System.Diagnostics;
using StartOperator.Compat.Tests.Support;

namespace StartOperator.Compat.Tests.Programs;

/// <summary>
/// The program as a process: run by .NET as it was built, or, if COMPAT_PROGRAM says so, as it was published, such as
/// <c>COMPAT_PROGRAM="qemu-aarch64-static /path/to/compat"</c>.
/// </summary>
internal static class CompatProcess
{
    private static readonly string[] Published =
        (Environment.GetEnvironmentVariable("COMPAT_PROGRAM") ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);

    public static bool IsPublished => Published.Length > 0;

    private static string[] Command => IsPublished ? Published : ["dotnet", typeof(CompatProgram).Assembly.Location];

    public static Task<Shell> Run(CancellationToken cancel, params string[] args) => Shell.Try(Command[0], [.. Command[1..], .. args], cancel);

    public static Process Start(params string[] args) => Shell.Start(Command[0], [.. Command[1..], .. args]);

    /// <summary>Runs a copy of the published program in the same way.</summary>
    public static Task<Shell> RunCopy(string copy, CancellationToken cancel, params string[] args) =>
        Shell.Try(Published.Length == 1 ? copy : Published[0], [.. Published.Length == 1 ? [] : Published[1..^1].Append(copy), .. args], cancel);
}
