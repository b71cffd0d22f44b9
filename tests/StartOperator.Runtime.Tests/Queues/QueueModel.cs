using Microsoft.Extensions.Time.Testing;
using StartOperator.Runtime.Queues;

namespace StartOperator.Runtime.Tests.Queues;

/// <summary>A queue beside the simplest description of what it should do: lists that are searched from end to end.</summary>
internal sealed class QueueModel : IDisposable
{
    private const int Keys = 24;

    private readonly FakeTimeProvider _time = new();
    private readonly WorkQueue<int> _queue;
    private readonly List<(int Key, WorkPriority Priority)> _ready = [];
    private readonly List<(int Key, WorkPriority Priority)> _working = [];
    private readonly Dictionary<int, WorkPriority> _again = [];
    private readonly List<(int Key, long At, WorkPriority Priority)> _due = [];
    private readonly Dictionary<int, int> _failures = [];
    private readonly Dictionary<int, int> _waits = [];
    private readonly HashSet<int> _early = [];
    private long _now;
    private int _inARow;

    public QueueModel() =>
        _queue = new WorkQueue<int>(_time, new Backoff(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(60)) { Random = () => 1 });

    public void Dispose() => _queue.Dispose();

    public void Step(int number)
    {
        var key = number / 10 % Keys;
        switch (number % 10)
        {
            case 0 or 1:
                var priority = number % 10 == 0 ? WorkPriority.Change : WorkPriority.Background;
                _queue.Add(key, priority);
                Add(key, priority);
                break;
            case 2:
                var delay = number / 40 % 10;
                _queue.AddAfter(key, TimeSpan.FromSeconds(delay));
                Delay(key, delay, WorkPriority.Background);
                break;
            case 3:
                _failures[key] = _failures.GetValueOrDefault(key) + 1;
                var waits = _waits[key] = _waits.GetValueOrDefault(key) + (_early.Remove(key) ? 0 : 1);
                _queue.AddAfterFailure(key);
                var worked = _working.Where(w => w.Key == key).Select(w => w.Priority).DefaultIfEmpty(WorkPriority.Change).First();
                Delay(key, Math.Min(60, 1L << Math.Min(waits - 1, 10)), worked);
                break;
            case 4:
                _queue.Forget(key);
                _failures.Remove(key);
                _waits.Remove(key);
                _early.Remove(key);
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

    private void Add(int key, WorkPriority priority)
    {
        if (_working.Exists(w => w.Key == key))
        {
            _again[key] = _again.TryGetValue(key, out var asked) && asked > priority ? asked : priority;
        }
        else if (!_ready.Exists(r => r.Key == key && r.Priority >= priority))
        {
            _ready.RemoveAll(r => r.Key == key);
            _ready.Add((key, priority));
        }
    }

    private void Delay(int key, long seconds, WorkPriority priority)
    {
        if (seconds == 0)
        {
            Add(key, priority);
        }
        else
        {
            var at = _now + seconds;
            if (!_due.Exists(d => d.Key == key && d.At <= at))
            {
                _due.RemoveAll(d => d.Key == key);
                _due.Add((key, at, priority));
            }
        }
    }

    private void Take()
    {
        if (_ready.Count == 0)
        {
            return;
        }

        var expected = Next();
        _ready.Remove(expected);
        _working.Add(expected);
        if (_due.RemoveAll(d => d.Key == expected.Key) > 0 && _failures.ContainsKey(expected.Key))
        {
            _early.Add(expected.Key);
        }

        _queue.TryTake(out var key).ShouldBeTrue();
        key.ShouldBe(expected.Key);
    }

    /// <summary>Changes first, but for every ninth key while something waits in the background.</summary>
    private (int Key, WorkPriority Priority) Next()
    {
        var changes = _ready.Where(r => r.Priority == WorkPriority.Change).ToList();
        var background = _ready.Where(r => r.Priority == WorkPriority.Background).ToList();
        var takesChange = changes.Count > 0 && (background.Count == 0 || _inARow < 8);
        _inARow = takesChange && background.Count > 0 ? _inARow + 1 : 0;
        return (takesChange ? changes : background)[0];
    }

    private void Done(int which)
    {
        if (_working.Count == 0)
        {
            return;
        }

        var done = _working[which % _working.Count];
        _working.Remove(done);
        _queue.Done(done.Key);
        if (_again.Remove(done.Key, out var priority))
        {
            _ready.Add((done.Key, priority));
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
                Add(due.Key, due.Priority);
            }

            _time.Advance(TimeSpan.FromSeconds(1));
        }
    }
}
