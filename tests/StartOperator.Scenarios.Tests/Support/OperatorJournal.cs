using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace StartOperator.Scenarios.Tests.Support;

/// <summary>The last lines that an operator logged, for the message of a scenario that fails.</summary>
public sealed class OperatorJournal : ILoggerProvider
{
    private const int Kept = 2000;
    private readonly ConcurrentQueue<string> _lines = new();

    /// <summary>The last lines that speak of something, such as a namespace.</summary>
    /// <param name="word">What they speak of.</param>
    public string About(string word) => string.Join('\n', _lines.Where(line => line.Contains(word, StringComparison.Ordinal)).TakeLast(5));

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName[(categoryName.LastIndexOf('.') + 1)..]);

    /// <inheritdoc/>
    public void Dispose()
    {
        // Nothing to let go of.
    }

    private void Add(string line)
    {
        _lines.Enqueue(line);
        while (_lines.Count > Kept)
        {
            _lines.TryDequeue(out _);
        }
    }

    private sealed class Logger(OperatorJournal journal, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            journal.Add($"{TimeProvider.System.GetUtcNow():HH:mm:ss.fff} {logLevel} {category}: {formatter(state, exception)}{Origin(exception)}");

        private static string Origin(Exception? exception) => exception is null ? "" : $" ({exception.GetType().Name}{exception.StackTrace?.Split('\n')[0]})";
    }
}
