using System.Net;
using System.Net.Sockets;
using System.Text;

namespace StartOperator.Scenarios.Tests.Faults;

/// <summary>Which requests of the operator a fault may strike. Watches are no requests in this sense: see <see cref="WatchCut"/>.</summary>
public enum FaultTarget
{
    /// <summary>Those that change something.</summary>
    Writes,

    /// <summary>Those that get or list.</summary>
    Reads,
}

/// <summary>What befalls a request of the operator.</summary>
public enum FaultKind
{
    /// <summary>The operator dies before the request has left.</summary>
    DiesBefore,

    /// <summary>The operator dies when the request has been carried out, before it learns of it.</summary>
    DiesAfter,

    /// <summary>Somebody else has changed the object.</summary>
    Conflict,

    /// <summary>The server has too much to do and says when to come again.</summary>
    TooManyRequests,

    /// <summary>The server fails.</summary>
    ServerError,

    /// <summary>The request is carried out, and no answer comes.</summary>
    Timeout,

    /// <summary>The request is carried out, and the connection breaks.</summary>
    Reset,
}

/// <summary>Strikes one request of an operator, counted from when the fault is armed. Who has died sends nothing any more.</summary>
/// <param name="target">Which requests are counted.</param>
/// <param name="kind">What befalls it.</param>
/// <param name="number">Which request: 1 for the first.</param>
public sealed class Fault(FaultTarget target, FaultKind kind, int number) : DelegatingHandler
{
    private readonly TaskCompletionSource _struck = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _isArmed;
    private volatile bool _isDead;
    private int _count;

    /// <summary>Done when it has struck.</summary>
    public Task Struck => _struck.Task;

    /// <summary>What it struck; null when it did not.</summary>
    public string? Victim { get; private set; }

    /// <summary>The requests it might have struck since it was armed.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Whether it ends the operator.</summary>
    public bool IsDeadly => kind is FaultKind.DiesBefore or FaultKind.DiesAfter;

    /// <summary>From now on requests are counted.</summary>
    public void Arm() => _isArmed = true;

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (_isDead)
        {
            throw Gone();
        }

        if (!_isArmed || !IsTarget(request) || Interlocked.Increment(ref _count) != number)
        {
            var response = await base.SendAsync(request, cancellationToken);
            return _isDead ? throw Gone() : response;
        }

        Victim = $"{request.Method} {request.RequestUri!.AbsolutePath}";
        try
        {
            return await StrikeAsync(request, cancellationToken);
        }
        finally
        {
            _struck.TrySetResult();
        }
    }

    private bool IsTarget(HttpRequestMessage request) => target == FaultTarget.Writes
        ? request.Method != HttpMethod.Get
        : request.Method == HttpMethod.Get && !WatchCut.IsWatch(request);

    private async Task<HttpResponseMessage> StrikeAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        switch (kind)
        {
            case FaultKind.DiesBefore:
                _isDead = true;
                throw Gone();
            case FaultKind.Conflict:
                return Answer(HttpStatusCode.Conflict, "Conflict");
            case FaultKind.TooManyRequests:
                var answer = Answer(HttpStatusCode.TooManyRequests, "TooManyRequests");
                answer.Headers.RetryAfter = new(TimeSpan.FromSeconds(1));
                return answer;
            case FaultKind.ServerError:
                return Answer(HttpStatusCode.InternalServerError, "InternalError");
        }

        using var lost = await base.SendAsync(request, cancellationToken);
        switch (kind)
        {
            case FaultKind.DiesAfter:
                _isDead = true;
                throw Gone();
            case FaultKind.Timeout:
                await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
                throw Gone();
            default:
                throw new HttpRequestException("the connection was reset", new IOException("reset", new SocketException((int)SocketError.ConnectionReset)));
        }
    }

    private static HttpRequestException Gone() => new("this operator is dead");

    private static HttpResponseMessage Answer(HttpStatusCode code, string reason) => new(code)
    {
        Content = new StringContent(
            $$"""{"apiVersion":"v1","kind":"Status","status":"Failure","reason":"{{reason}}","message":"a fault on purpose","code":{{(int)code}}}""",
            Encoding.UTF8,
            "application/json"),
    };
}
