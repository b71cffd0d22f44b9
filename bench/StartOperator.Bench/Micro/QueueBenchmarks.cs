using BenchmarkDotNet.Attributes;
using StartOperator.Runtime;
using StartOperator.Runtime.Queues;

namespace StartOperator.Bench.Micro;

/// <summary>The work queue.</summary>
[MemoryDiagnoser]
[InProcess]
public class QueueBenchmarks : IDisposable
{
    private const int Keys = 1000;
    private readonly WorkQueue<NamespacedName> _queue = new(TimeProvider.System);
    private readonly NamespacedName[] _keys = [.. Enumerable.Range(0, Keys).Select(n => new NamespacedName("box", $"w-{n}"))];

    /// <summary>A thousand keys are added, taken and done; the figures are those of one.</summary>
    [Benchmark(OperationsPerInvoke = Keys)]
    public void AddTakeDone()
    {
        foreach (var key in _keys)
        {
            _queue.Add(key);
        }

        while (_queue.TryTake(out var key))
        {
            _queue.Done(key);
        }
    }

    /// <summary>A key that waits already is added again.</summary>
    [Benchmark]
    public void AddAgain() => _queue.Add(_keys[0]);

    /// <summary>A thousand keys are delayed, and the delays replaced by sooner ones; the figures are those of one.</summary>
    [Benchmark(OperationsPerInvoke = Keys)]
    public void AddAfterTwice()
    {
        foreach (var key in _keys)
        {
            _queue.AddAfter(key, TimeSpan.FromHours(2));
            _queue.AddAfter(key, TimeSpan.FromHours(1));
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _queue.Dispose();
        GC.SuppressFinalize(this);
    }
}
