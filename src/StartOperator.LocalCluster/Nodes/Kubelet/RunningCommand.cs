namespace StartOperator.LocalCluster.Nodes.Kubelet;

/// <summary>Runs commands in a container, as <c>kubectl exec</c> asks for; returns the command's exit code.</summary>
/// <param name="running">The command and its streams.</param>
/// <param name="cancellation">The caller hung up.</param>
public delegate Task<int> ContainerCommand(RunningCommand running, CancellationToken cancellation);

/// <summary>One command that runs in a container.</summary>
/// <param name="Line">The command line.</param>
/// <param name="Input">What the caller sends; ends when the caller says so, if it can.</param>
/// <param name="PrintAsync">Writes a text to standard output.</param>
/// <param name="ComplainAsync">Writes a text to standard error.</param>
public sealed record RunningCommand(IReadOnlyList<string> Line, Stream Input, Func<string, Task> PrintAsync, Func<string, Task> ComplainAsync)
{
    /// <summary>Knows no command.</summary>
    public static ContainerCommand Nothing { get; } = async (running, _) =>
    {
        await running.ComplainAsync($"{running.Line[0]}: not found: this container is simulated, and nobody said what its commands do\n");
        return 127;
    };

    /// <summary>Prints a text and succeeds, whatever the command.</summary>
    /// <param name="text">The text.</param>
    public static ContainerCommand Prints(string text) => async (running, _) =>
    {
        await running.PrintAsync(text);
        return 0;
    };
}
