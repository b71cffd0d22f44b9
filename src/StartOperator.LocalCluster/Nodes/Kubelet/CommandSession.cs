namespace StartOperator.LocalCluster.Nodes.Kubelet;

/// <summary>Runs commands in a container, as <c>kubectl exec</c> asks for; returns the command's exit code.</summary>
/// <param name="session">The command and its streams.</param>
/// <param name="cancellation">The caller hung up.</param>
public delegate Task<int> ContainerCommand(CommandSession session, CancellationToken cancellation);

/// <summary>One command that runs in a container.</summary>
/// <param name="Command">The command line.</param>
/// <param name="Input">What the caller sends; ends when the caller says so, if it can.</param>
/// <param name="PrintAsync">Writes a text to standard output.</param>
/// <param name="ComplainAsync">Writes a text to standard error.</param>
public sealed record CommandSession(IReadOnlyList<string> Command, Stream Input, Func<string, Task> PrintAsync, Func<string, Task> ComplainAsync)
{
    /// <summary>Knows no command.</summary>
    public static ContainerCommand Nothing { get; } = async (session, _) =>
    {
        await session.ComplainAsync($"{session.Command[0]}: not found: this container is simulated, and nobody said what its commands do\n");
        return 127;
    };

    /// <summary>Prints a text and succeeds, whatever the command.</summary>
    /// <param name="text">The text.</param>
    public static ContainerCommand Prints(string text) => async (session, _) =>
    {
        await session.PrintAsync(text);
        return 0;
    };
}
