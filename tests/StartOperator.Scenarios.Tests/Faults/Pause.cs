namespace StartOperator.Scenarios.Tests.Faults;

/// <summary>Holds up one request of an operator, so that something can happen in the middle of its work.</summary>
/// <param name="method">The request's method.</param>
/// <param name="path">How its path ends.</param>
/// <param name="query">What its query holds.</param>
public sealed class Pause(HttpMethod method, string path, string query = "") : DelegatingHandler
{
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _passed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _isArmed;

    /// <summary>Done when the request is held up.</summary>
    public Task Reached => _reached.Task;

    /// <summary>Done when the request that was held up has been answered.</summary>
    public Task Passed => _passed.Task;

    /// <summary>From now on the request is held up.</summary>
    public void Arm() => _isArmed = true;

    /// <summary>Lets the request go, and every other after it.</summary>
    public void Release() => _released.TrySetResult();

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (_isArmed && request.Method == method
            && request.RequestUri!.AbsolutePath.EndsWith(path, StringComparison.Ordinal) && request.RequestUri.Query.Contains(query, StringComparison.Ordinal))
        {
            _reached.TrySetResult();
            await _released.Task.WaitAsync(cancellationToken);
            var answer = await base.SendAsync(request, cancellationToken);
            _passed.TrySetResult();
            return answer;
        }

        return await base.SendAsync(request, cancellationToken);
    }
}
