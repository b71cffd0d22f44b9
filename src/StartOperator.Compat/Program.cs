using System.Runtime.InteropServices;
using StartOperator.Compat;
using StartOperator.Compat.Linux;

// The kernel ignores a signal to a container's first process unless it is asked for; every step may be cut short.
using var onTermination = OperatingSystem.IsWindows() ? null : PosixSignalRegistration.Create(PosixSignal.SIGTERM, _ => Environment.Exit(128 + 15));

return (int)new CompatProgram(Console.Out, Console.Error, new Disk(), TimeProvider.System).Run(args);
