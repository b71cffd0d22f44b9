using Microsoft.Extensions.Time.Testing;
using StartOperator.Runtime.Queues;

namespace StartOperator.Runtime.Tests.Queues;

/// <summary>A queue beside the simplest description of what it should do: lists that are searched from end to end.</summary>
internal sealed class QueueModel : IDisposable
{
    private const int Keys = 4;

    private readonly FakeTimeProvider _time = new();
    private readonly WorkQueue<int> _queue;
    private readonly List<int> _ready = [];
    private readonly List<int> _working = [];
    private readonly HashSet<int> _again = [];
    private readonly List<(int Key, long At)> _due = [];
    private readonly Dictionary<int, int> _failures = [];
    private long _now;

    public QueueModel() =>
        _queue = new WorkQueue<int>(_time, new Backoff(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(60)) { Random = () => 1 });

    public void Dispose() => _queue.Dispose();

    public void Step(int number)
    {
        var key = number / 10 % Keys;
        switch (number % 10)
        {
            case 0 or 1:
                _queue.Add(key);
                Add(key);
                break;
            case 2:
                var delay = number / 40 % 10;
                _queue.AddAfter(key, TimeSpan.FromSeconds(delay));
                Delay(key, delay);
                break;
            case 3:
                var failures = _failures[key] = _failures.GetValueOrDefault(key) + 1;
                _queue.AddAfterFailure(key);
                Delay(key, Math.Min(60, 1L << Math.Min(failures - 1, 10)));
                break;
            case 4:
                _queue.Forget(key);
                _failures.Remove(key);
                break;
            case 5 or 6:
                Take();
                break;
            case 7:
                Done(number / 10);
                break;
            default:
                Advance(number / 10 % 7);
                break;
        }

        _queue.Count.ShouldBe(_ready.Count);
        _queue.Processing.ShouldBe(_working.Count);
        _queue.Failures(key).ShouldBe(_failures.GetValueOrDefault(key));
    }

    /// <summary>All time passes and all work is done: nothing is left.</summary>
    public void Settle()
    {
        Advance(100);
        while (_ready.Count + _working.Count > 0)
        {
            Take();
            Done(0);
        }

        _queue.Count.ShouldBe(0);
        _queue.Processing.ShouldBe(0);
    }

    private void Add(int key)
    {
        if (_working.Contains(key))
        {
            _again.Add(key);
        }
        else if (!_ready.Contains(key))
        {
            _ready.Add(key);
        }
    }

    private void Delay(int key, long seconds)
    {
        if (seconds == 0)
        {
            Add(key);
        }
        else
        {
            var at = _now + seconds;
            if (!_due.Exists(d => d.Key == key && d.At <= at))
            {
                _due.RemoveAll(d => d.Key == key);
                _due.Add((key, at));
            }
        }
    }

    private void Take()
    {
        if (_ready.Count == 0)
        {
            return;
        }

        var expected = _ready[0];
        _ready.RemoveAt(0);
        _working.Add(expected);
        _due.RemoveAll(d => d.Key == expected);
        _queue.TryTake(out var key).ShouldBeTrue();
        key.ShouldBe(expected);
    }

    private void Done(int which)
    {
        if (_working.Count == 0)
        {
            return;
        }

        var key = _working[which % _working.Count];
        _working.Remove(key);
        _queue.Done(key);
        if (_again.Remove(key))
        {
            _ready.Add(key);
        }
    }

    private void Advance(int seconds)
    {
        for (var i = 0; i < seconds; i++)
        {
            _now++;
            foreach (var due in _due.Where(d => d.At <= _now).ToList())
            {
                _due.Remove(due);
                Add(due.Key);
            }

            _time.Advance(TimeSpan.FromSeconds(1));
        }
    }
}
