using StartOperator.Testing.Streams;

namespace StartOperator.Runtime.Tests;

/// <summary>A network that can be cut: while it is, requests fail, and streams that were open break off.</summary>
public sealed class Outage : DelegatingHandler
{
    private CancellationTokenSource _cut = new();
    private volatile bool _isCut;

    public void Begin()
    {
        _isCut = true;
        _cut.Cancel();
    }

    public void End()
    {
        _cut = new CancellationTokenSource();
        _isCut = false;
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (_isCut)
        {
            throw new HttpRequestException("the network is cut");
        }

        var response = await base.SendAsync(request, cancellationToken);
        var content = new StreamContent(new BreakableStream(await response.Content.ReadAsStreamAsync(cancellationToken), _cut.Token));
        foreach (var header in response.Content.Headers)
        {
            content.Headers.TryAddWithoutValidation(header.Key, header.Value);
        }

        response.Content = content;
        return response;
    }

    private sealed class BreakableStream(Stream inner, CancellationToken cut) : IncomingStream
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            using var both = CancellationTokenSource.CreateLinkedTokenSource(cut, cancellationToken);
            try
            {
                return await inner.ReadAsync(buffer, both.Token);
            }
            catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
            {
                throw new IOException("the network is cut", e);
            }
        }

        protected override void Dispose(bool disposing)
        {
            inner.Dispose();
            base.Dispose(disposing);
        }
    }
}
