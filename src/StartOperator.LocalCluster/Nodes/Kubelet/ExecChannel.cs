using System.IO.Pipelines;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;

namespace StartOperator.LocalCluster.Nodes.Kubelet;

/// <summary>
/// A command's streams over one WebSocket (<c>v4.channel.k8s.io</c>, <c>v5.channel.k8s.io</c>): the first byte of every message names the
/// stream; the last message, on the error stream, is the command's end as a Status.
/// </summary>
/// <param name="socket">The connection.</param>
internal sealed class ExecChannel(WebSocket socket) : IDisposable
{
    /// <summary>The subprotocols, the preferred one first.</summary>
    public static readonly string[] Protocols = ["v5.channel.k8s.io", "v4.channel.k8s.io"];

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private const byte InputStream = 0;
    private const byte OutputStream = 1;
    private const byte ErrorsStream = 2;
    private const byte StatusStream = 3;
    private const byte CloseSignal = 255;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly Pipe _input = new();

    /// <summary>Runs a command to its end.</summary>
    public async Task RunAsync(IReadOnlyList<string> command, bool hasInput, ContainerCommand run, CancellationToken cancellation)
    {
        using var hangup = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        if (!hasInput)
        {
            await _input.Writer.CompleteAsync();
        }

        var receiving = ReceiveAsync(hangup);
        var running = new RunningCommand(command, _input.Reader.AsStream(), Writer(OutputStream, hangup.Token), Writer(ErrorsStream, hangup.Token));
        var status = await StatusAsync(run, running, hangup.Token);
        await Writer(StatusStream, hangup.Token)(status.ToJsonString());
        await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, hangup.Token);
        await receiving.WaitAsync(Patience, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    private static async Task<JsonObject> StatusAsync(ContainerCommand run, RunningCommand running, CancellationToken cancellation)
    {
        try
        {
            return Status(await run(running, cancellation));
        }
        catch (Exception fault) when (!cancellation.IsCancellationRequested)
        {
            return new() { ["metadata"] = new JsonObject(), ["status"] = "Failure", ["message"] = fault.Message, ["reason"] = "InternalError" };
        }
    }

    private static JsonObject Status(int code) => code == 0
        ? new() { ["metadata"] = new JsonObject(), ["status"] = "Success" }
        : new()
        {
            ["metadata"] = new JsonObject(),
            ["status"] = "Failure",
            ["message"] = $"command terminated with non-zero exit code: exit status {code}",
            ["reason"] = "NonZeroExitCode",
            ["details"] = new JsonObject { ["causes"] = new JsonArray(new JsonObject { ["reason"] = "ExitCode", ["message"] = $"{code}" }) },
        };

    private async Task ReceiveAsync(CancellationTokenSource hangup)
    {
        var buffer = new byte[16 * 1024];
        var stream = -1;
        try
        {
            while (true)
            {
                var part = await socket.ReceiveAsync(buffer.AsMemory(), hangup.Token);
                if (part.MessageType == WebSocketMessageType.Close)
                {
                    await hangup.CancelAsync();
                    return;
                }

                var isFirst = stream < 0;
                stream = isFirst && part.Count > 0 ? buffer[0] : stream;
                await TakeAsync(stream, buffer.AsMemory(isFirst ? 1 : 0, part.Count - (isFirst ? 1 : 0)), hangup.Token);
                stream = part.EndOfMessage ? -1 : stream;
            }
        }
        catch (WebSocketException)
        {
            await hangup.CancelAsync();
        }
        catch (OperationCanceledException)
        {
            // The node stops.
        }
        finally
        {
            await _input.Writer.CompleteAsync();
        }
    }

    private async Task TakeAsync(int stream, ReadOnlyMemory<byte> content, CancellationToken cancellation)
    {
        if (stream == InputStream)
        {
            await _input.Writer.WriteAsync(content, cancellation);
        }
        else if (stream == CloseSignal && content.Length > 0 && content.Span[0] == InputStream)
        {
            await _input.Writer.CompleteAsync();
        } // Else the size of a terminal that isn't there.
    }

    private Func<string, Task> Writer(byte stream, CancellationToken cancellation) =>
        text => text.Length == 0 ? Task.CompletedTask : SendAsync(stream, Encoding.UTF8.GetBytes(text), cancellation);

    private async Task SendAsync(byte stream, ReadOnlyMemory<byte> content, CancellationToken cancellation)
    {
        var message = new byte[content.Length + 1];
        message[0] = stream;
        content.CopyTo(message.AsMemory(1));
        await _turn.WaitAsync(cancellation);
        try
        {
            await socket.SendAsync(message, WebSocketMessageType.Binary, endOfMessage: true, cancellation);
        }
        finally
        {
            _turn.Release();
        }
    }
}
