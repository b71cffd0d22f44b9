using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using StartOperator.Cli.Output;

namespace StartOperator.Cli.Input.Sources;

/// <summary>
/// A file on a web server. Where the server sends parts of files, it can be sought in, and a transfer that breaks off goes on where it was; elsewhere
/// it can be read once, from its start to its end.
/// </summary>
internal sealed class HttpSource : IDisposable
{
    /// <summary>How long the server may be silent.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly HttpClient _client;
    private readonly Uri _uri;
    private readonly CancellationToken _cancellationToken;
    private EntityTagHeaderValue? _tag;

    private HttpSource(Uri uri, CancellationToken cancellationToken)
    {
        var handler = new SocketsHttpHandler { AutomaticDecompression = DecompressionMethods.None, ConnectCallback = Connect };
        (_client, _uri, _cancellationToken) = (new HttpClient(handler) { Timeout = Patience }, uri, cancellationToken);
    }

    /// <summary>Opens a file.</summary>
    /// <exception cref="RefusalException">The server does not have it, or can't be reached.</exception>
    public static Stream Open(Uri uri, CancellationToken cancellationToken)
    {
        var source = new HttpSource(uri, cancellationToken);
        try
        {
            var response = source.Request(0);
            if (response.StatusCode != HttpStatusCode.PartialContent || response.Content.Headers.ContentRange is not { From: 0, Length: { } length })
            {
                return new HttpBodyStream(source, response);
            }

            source._tag = response.Headers.ETag is { IsWeak: false } tag ? tag : null;
            return new HttpRangeStream(source, response, length);
        }
        catch
        {
            source.Dispose();
            throw;
        }
    }

    /// <summary>Asks for the file from a place on.</summary>
    /// <exception cref="RefusalException">The server does not have it.</exception>
    /// <exception cref="IOException">The server can't be reached, or does not answer.</exception>
    public HttpResponseMessage Request(long from)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, _uri);
        request.Headers.Range = new RangeHeaderValue(from, null);
        request.Headers.IfRange = _tag is null ? null : new RangeConditionHeaderValue(_tag);
        try
        {
            var response = _client.Send(request, HttpCompletionOption.ResponseHeadersRead, _cancellationToken);
            if (response.IsSuccessStatusCode)
            {
                return response;
            }

            using (response)
            {
                throw new RefusalException($"{_uri}: the server answers {(int)response.StatusCode} {response.ReasonPhrase}");
            }
        }
        catch (Exception fault) when (fault is HttpRequestException or TaskCanceledException && !_cancellationToken.IsCancellationRequested)
        {
            throw new IOException($"{_uri}: {(fault is TaskCanceledException ? $"the server has not answered for {Patience.TotalSeconds} s" : Reason(fault))}", fault);
        }
    }

    public void Dispose() => _client.Dispose();

    /// <summary>What is wrong stands innermost.</summary>
    private static string Reason(Exception fault) => fault.InnerException is { } inner ? Reason(inner) : fault.Message;

    /// <summary>Without asynchrony, only a socket can put an end to waiting for bytes.</summary>
    private static ValueTask<Stream> Connect(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var patience = (int)Patience.TotalMilliseconds;
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveTimeout = patience, SendTimeout = patience };
        try
        {
            socket.Connect(context.DnsEndPoint);
            return ValueTask.FromResult<Stream>(new NetworkStream(socket, ownsSocket: true));
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
