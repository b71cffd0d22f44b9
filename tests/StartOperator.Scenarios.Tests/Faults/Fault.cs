using System.Net;
using System.Net.Sockets;
using System.Text;

namespace StartOperator.Scenarios.Tests.Faults;

/// <summary>What befalls a write of the operator.</summary>
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

/// <summary>Strikes one write of an operator, counted from when the fault is armed. Who has died sends nothing any more.</summary>
/// <param name="kind">What befalls it.</param>
/// <param name="write">Which write: 1 for the first.</param>
public sealed class Fault(FaultKind kind, int write) : DelegatingHandler
{
    private readonly TaskCompletionSource _struck = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _isArmed;
    private volatile bool _isDead;
    private int _writes;

    /// <summary>Done when it has struck.</summary>
    public Task Struck => _struck.Task;

    /// <summary>What it struck; null when it did not.</summary>
    public string? Victim { get; private set; }

    /// <summary>The writes since it was armed.</summary>
    public int Writes => Volatile.Read(ref _writes);

    /// <summary>Whether it ends the operator.</summary>
    public bool IsDeadly => kind is FaultKind.DiesBefore or FaultKind.DiesAfter;

    /// <summary>From now on writes are counted.</summary>
    public void Arm() => _isArmed = true;

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (_isDead)
        {
            throw Gone();
        }

        if (!_isArmed || request.Method == HttpMethod.Get || Interlocked.Increment(ref _writes) != write)
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
