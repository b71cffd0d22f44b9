using System.CommandLine;

namespace StartOperator.Distribution.Bundle;

/// <summary><c>distribution bundle</c>: what Helm would install, for those who go without it.</summary>
internal static class BundleCommand
{
    public static Command Create()
    {
        var command = new Command("bundle", "Read what `helm template` printed and print it for `kubectl apply --server-side -f`.");
        command.SetAction(async (parsed, cancellation) =>
            await parsed.InvocationConfiguration.Output.WriteAsync(PlainBundle.Of(await Console.In.ReadToEndAsync(cancellation))));
        return command;
    }
}
