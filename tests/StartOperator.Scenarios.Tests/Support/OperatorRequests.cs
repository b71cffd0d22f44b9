using System.Collections.Concurrent;
using System.Net;
using System.Text.RegularExpressions;

namespace StartOperator.Scenarios.Tests.Support;

/// <summary>A request that an operator sent.</summary>
/// <param name="At">When.</param>
/// <param name="Method">The HTTP method.</param>
/// <param name="Path">The path without the query.</param>
/// <param name="Namespace">The namespace it is about; empty where there is none.</param>
/// <param name="Resource">The plural name of the kind, with the subresource, such as <c>startservices/status</c>.</param>
/// <param name="Status">What the server answered; null when no answer came.</param>
public sealed record OperatorRequest(DateTimeOffset At, HttpMethod Method, string Path, string Namespace, string Resource, HttpStatusCode? Status)
{
    /// <summary>Whether it changes something, if it succeeds.</summary>
    public bool IsWrite => Method != HttpMethod.Get;

    /// <summary>Whether it tells something as a new event. Events of one operator wait in line, so that one may come long after what it tells.</summary>
    public bool IsNewEvent => Method == HttpMethod.Post && Resource == "events";

    /// <inheritdoc/>
    public override string ToString() => $"{Method} {Path} {(int?)Status}";
}

/// <summary>Keeps every request that an operator sends, as seen from within its process.</summary>
public sealed partial class OperatorRequests : DelegatingHandler
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(100);

    private readonly ConcurrentQueue<OperatorRequest> _sent;

    /// <summary>A record that is empty.</summary>
    public OperatorRequests()
        : this(new())
    {
    }

    private OperatorRequests(ConcurrentQueue<OperatorRequest> sent) => _sent = sent;

    /// <summary>A handler for other connections of the same operator, with the same record.</summary>
    public OperatorRequests Another() => new(_sent);

    /// <summary>The requests about a namespace, in the order in which they were answered.</summary>
    /// <param name="ns">The namespace.</param>
    public IReadOnlyList<OperatorRequest> In(string ns) => [.. _sent.Where(request => request.Namespace == ns)];

    /// <summary>Waits until the API server has refused the operator something for want of a right.</summary>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="TimeoutException">It does not.</exception>
    public async Task<OperatorRequest> RefusedAsync(CancellationToken cancellation)
    {
        using var pace = new PeriodicTimer(Pace);
        for (var begun = TimeProvider.System.GetTimestamp(); TimeProvider.System.GetElapsedTime(begun) < Wait.Patience; await pace.WaitForNextTickAsync(cancellation))
        {
            if (_sent.FirstOrDefault(request => request.Status == HttpStatusCode.Forbidden) is { } refused)
            {
                return refused;
            }
        }

        throw new TimeoutException($"nothing is refused; last there were {string.Join('\n', _sent.TakeLast(10))}");
    }

    /// <summary>Waits until the operator has sent no request about a namespace for a while: then it has nothing left to do there.</summary>
    /// <param name="ns">The namespace.</param>
    /// <param name="length">How long a while is.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="TimeoutException">It doesn't come to rest.</exception>
    public async Task QuietAsync(string ns, TimeSpan length, CancellationToken cancellation)
    {
        using var pace = new PeriodicTimer(Pace);
        var begun = TimeProvider.System.GetTimestamp();
        for (var (seen, quiet) = (-1, 0); quiet * Pace < length; quiet++)
        {
            await pace.WaitForNextTickAsync(cancellation);
            var count = In(ns).Count;
            if (count != seen)
            {
                (seen, quiet) = (count, 0);
            }

            if (TimeProvider.System.GetElapsedTime(begun) > Wait.Patience)
            {
                throw new TimeoutException($"the operator does not come to rest in {ns}: {string.Join('\n', In(ns).TakeLast(20))}");
            }
        }
    }

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        HttpStatusCode? status = null;
        try
        {
            var response = await base.SendAsync(request, cancellationToken);
            status = response.StatusCode;
            return response;
        }
        finally
        {
            var path = request.RequestUri!.AbsolutePath;
            var parts = Place().Match(path);
            _sent.Enqueue(new(
                TimeProvider.System.GetUtcNow(), request.Method, path, parts.Groups["namespace"].Value, parts.Groups["resource"].Value + parts.Groups["subresource"].Value, status));
        }
    }

    [GeneratedRegex("^(/api/[^/]+|/apis/[^/]+/[^/]+)(/namespaces/(?<namespace>[^/]+))?/(?<resource>[^/]+)(/[^/]+(?<subresource>/[^/]+)?)?$", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Place();
}
