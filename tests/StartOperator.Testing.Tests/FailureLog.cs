using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace StartOperator.Testing.Tests;

/// <summary>
/// What components of the local cluster failed at. They try again until they succeed, so that a test may pass in spite of a fault; the
/// assembly doesn't.
/// </summary>
internal sealed class FailureLog : ILogger
{
    private readonly ConcurrentQueue<string> _failures = new();

    /// <summary>Of the cluster that all tests of this assembly share.</summary>
    public static FailureLog Instance { get; } = new();

    /// <summary>The warnings so far.</summary>
    public IReadOnlyCollection<string> Failures => _failures;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
        {
            _failures.Enqueue(formatter(state, exception));
        }
    }

    public void ThrowIfAny()
    {
        if (!_failures.IsEmpty)
        {
            throw new InvalidOperationException($"the local controllers failed, and tried again:\n{string.Join('\n', _failures)}");
        }
    }
}
