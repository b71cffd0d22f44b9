using System.Collections.Concurrent;

namespace StartOperator.Runtime.Tests;

/// <summary>Remembers the requests that go through it, as <c>VERB path</c>, watches apart.</summary>
public sealed class RequestLog : DelegatingHandler
{
    private readonly ConcurrentQueue<string> _requests = new();

    /// <summary>Everything but watches.</summary>
    public IReadOnlyList<string> Requests => [.. _requests];

    public void Clear() => _requests.Clear();

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (!request.RequestUri!.Query.Contains("watch=1"))
        {
            var type = request.Content?.Headers.ContentType?.MediaType;
            var what = type is null || type == "application/json" ? "" : $" ({type.Split('/')[1].Split('+')[0]})";
            _requests.Enqueue($"{request.Method} {request.RequestUri.AbsolutePath}{what}");
        }

        return base.SendAsync(request, cancellationToken);
    }
}
