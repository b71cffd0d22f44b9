using System.Runtime.CompilerServices;
using System.Runtime.Versioning;

[assembly: UnsupportedOSPlatform("windows")]

namespace StartOperator.Compat.Tests.Support;

internal static class OnLinux
{
    public static string? Skip => OperatingSystem.IsLinux() ? null : "compat works on Linux file systems only";
}

/// <summary>A test that needs a Linux file system.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LinuxFactAttribute : FactAttribute
{
    public LinuxFactAttribute([CallerFilePath] string? file = null, [CallerLineNumber] int line = -1)
        : base(file, line) => Skip = OnLinux.Skip;
}

/// <summary>A table of tests that need a Linux file system.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LinuxTheoryAttribute : TheoryAttribute
{
    public LinuxTheoryAttribute([CallerFilePath] string? file = null, [CallerLineNumber] int line = -1)
        : base(file, line) => Skip = OnLinux.Skip;
}
